# order: any
from multiprocessing import Lock, Process


def work(lock, n):
    lock.acquire()
    try:
        print('process', n)
    finally:
        lock.release()


if __name__ == '__main__':
    lock = Lock()
    for n in range(5):
        Process(target=work, args=(lock, n)).start()
