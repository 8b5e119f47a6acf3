import time
from multiprocessing import Lock, Process


def hold(lock):
    lock.acquire()
    time.sleep(30)


if __name__ == '__main__':
    lock = Lock()
    p = Process(target=hold, args=(lock,))
    p.start()
    while lock.acquire(False):
        lock.release()
        time.sleep(0.01)
    p.kill()
    p.join()
    print(p.exitcode, lock.acquire(timeout=0.05))
