import os
import time
from multiprocessing import Process


def child():
    print('lost with the buffer')
    try:
        os._exit(3)
    finally:
        print('never')


def orphan():
    time.sleep(0.1)
    print('orphan', os.getppid() != parent)


def leaves():
    global parent
    parent = os.getpid()
    Process(target=orphan).start()
    os._exit(0)


if __name__ == '__main__':
    p = Process(target=child)
    p.start()
    p.join()
    print(p.exitcode)
    q = Process(target=leaves)
    q.start()
    q.join()
    print(q.exitcode)
    time.sleep(0.3)
    print('end')
