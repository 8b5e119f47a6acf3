# order: any
from multiprocessing import Barrier, Process
from time import sleep


def work(barrier):
    try:
        barrier.wait()
    except RuntimeError as error:
        print(type(error).__name__, error)


if __name__ == '__main__':
    barrier = Barrier(2, timeout=0.05)
    work(barrier)
    print(barrier.broken)
    barrier.reset()
    print(barrier.broken)
    ps = [Process(target=work, args=(Barrier(1),))]
    other = Barrier(3)
    ps += [Process(target=work, args=(other,)) for _ in range(2)]
    for p in ps:
        p.start()
    while other.n_waiting < 2:
        sleep(0.01)
    other.abort()
    for p in ps:
        p.join()
    print(other.broken)
    try:
        Barrier(0)
    except ValueError as error:
        print(error)
