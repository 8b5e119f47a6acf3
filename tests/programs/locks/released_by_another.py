from multiprocessing import Lock, Process


def release(lock):
    lock.release()
    print('released in the child')


if __name__ == '__main__':
    lock = Lock()
    lock.acquire()
    p = Process(target=release, args=(lock,))
    p.start()
    p.join()
    print(lock.acquire(timeout=1))
