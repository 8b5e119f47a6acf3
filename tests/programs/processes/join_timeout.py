import time
from multiprocessing import Process


def work(t):
    time.sleep(t)


if __name__ == '__main__':
    p = Process(target=work, args=(0.4,))
    p.start()
    start = time.time()
    print(p.join(0.05), p.is_alive(), p.exitcode, time.time() - start < 0.35)
    print(p.join(timeout=0), p.is_alive())
    print(p.join(), p.is_alive(), p.exitcode)
    print(p.join(5), p.join())
