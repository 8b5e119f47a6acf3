# order: any
from multiprocessing import Event, Process


def runner(start, n):
    start.wait()
    print('runner', n)


if __name__ == '__main__':
    start = Event()
    ps = [Process(target=runner, args=(start, n)) for n in range(4)]
    for p in ps:
        p.start()
    start.set()
    for p in ps:
        p.join()
