import multiprocessing as mp


def work(lock, rlock, done):
    print(lock.acquire(timeout=0.1), rlock.acquire(timeout=0.1))
    done.release()
    with rlock:
        print('child has it', rlock)


if __name__ == '__main__':
    mp.set_start_method('spawn')
    lock, rlock, done = mp.Lock(), mp.RLock(), mp.Semaphore(0)
    lock.acquire()
    rlock.acquire()
    rlock.acquire()
    process = mp.Process(target=work, args=(lock, rlock, done), name='kid')
    process.start()
    done.acquire()
    rlock.release()
    rlock.release()
    process.join()
    print(process.exitcode, rlock)
