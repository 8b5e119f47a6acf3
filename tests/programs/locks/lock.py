from multiprocessing import Lock, Process


def work(lock, n):
    with lock:
        for i in range(3):
            print(n, i)


if __name__ == '__main__':
    lock = Lock()
    print(lock.acquire(), lock.acquire(False), lock.acquire(block=False), lock.acquire(True, 0.02), lock.acquire(timeout=0.02))
    print(lock, lock.release(), lock)
    try:
        lock.release()
    except ValueError as error:
        print(error)
    with lock as taken:
        print(taken, lock)
    ps = [Process(target=work, args=(lock, n)) for n in range(2)]
    for p in ps:
        p.start()
        p.join()
    print(lock.acquire())
