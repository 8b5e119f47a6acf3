# stdout: terminal
import os
from multiprocessing import Process


def child():
    print('a whole line is written')
    print('a part is not', end='')
    os._exit(0)


if __name__ == '__main__':
    p = Process(target=child)
    p.start()
    p.join()
    print('main part', end='')
    q = Process(target=child)
    q.start()
    q.join()
    print(' ends')
