import time
from multiprocessing import Process, active_children


def work(t):
    time.sleep(t)


if __name__ == '__main__':
    print(active_children())
    ps = [Process(target=work, args=(t,), name=f'P{i}') for i, t in enumerate((0, 5, 5))]
    for p in ps:
        p.start()
    ps[0].join()
    print(sorted(p.name for p in active_children()))
    print(ps[1] in active_children())
    for p in active_children():
        p.terminate()
    for p in ps:
        p.join()
    print(active_children(), [p.exitcode for p in ps])
