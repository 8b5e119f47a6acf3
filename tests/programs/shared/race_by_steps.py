from multiprocessing import Process, Semaphore, Value


def late(v, started, go):
    before = v.value
    started.release()
    go.acquire()
    v.value = before + 1


if __name__ == '__main__':
    v, started, go = Value('i', 0), Semaphore(0), Semaphore(0)
    p = Process(target=late, args=(v, started, go))
    p.start()
    started.acquire()
    v.value += 1
    go.release()
    p.join()
    print('two increments, value', v.value)
