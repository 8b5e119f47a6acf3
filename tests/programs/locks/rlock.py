from multiprocessing import Process, RLock


def child(lock):
    print('child', lock.acquire(False))
    try:
        lock.release()
    except AssertionError as error:
        print(error)


if __name__ == '__main__':
    lock = RLock()
    print(lock.acquire(), lock.acquire(), lock)
    lock.release()
    p = Process(target=child, args=(lock,))
    p.start()
    p.join()
    lock.release()
    try:
        lock.release()
    except AssertionError as error:
        print(error)
    print(lock)
    with lock:
        with lock:
            print('twice', lock)
    q = Process(target=child, args=(lock,))
    q.start()
    q.join()
