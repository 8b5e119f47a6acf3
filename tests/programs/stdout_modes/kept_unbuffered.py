# stdout: unbuffered
import os
from multiprocessing import Process


def child():
    print('every piece is written', end='')
    os._exit(0)


if __name__ == '__main__':
    p = Process(target=child)
    p.start()
    p.join()
    print()
