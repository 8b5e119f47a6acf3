# order: any
from multiprocessing import Barrier, Process


def work(barrier, n):
    for phase in range(2):
        index = barrier.wait()
        print('phase', phase, 0 <= index < 3)


def told():
    print('all arrived')


if __name__ == '__main__':
    barrier = Barrier(3, action=told)
    print(barrier.parties, barrier.n_waiting, barrier.broken)
    ps = [Process(target=work, args=(barrier, n)) for n in range(3)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    print(barrier.n_waiting, barrier.broken)
