from multiprocessing import Lock, Process, Semaphore

ROUNDS = 4


def producer(empty, full, lock):
    for i in range(ROUNDS):
        empty.acquire()
        with lock:
            print('produce', i, flush=True)
        full.release()


def consumer(empty, full, lock):
    for i in range(ROUNDS):
        full.acquire()
        with lock:
            print('consume', i, flush=True)
        empty.release()


if __name__ == '__main__':
    empty, full, lock = Semaphore(1), Semaphore(0), Lock()
    ps = [Process(target=target, args=(empty, full, lock)) for target in (producer, consumer)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    print('done')
