import os
from multiprocessing import Process


def lost():
    print('x' * 100)
    os._exit(0)


def kept():
    for i in range(100):
        print('y' * 99)
    os._exit(0)


if __name__ == '__main__':
    for target in (lost, kept):
        p = Process(target=target)
        p.start()
        p.join()
    print('end')
