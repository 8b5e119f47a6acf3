from multiprocessing import BoundedSemaphore, Process, Semaphore


def take(s):
    print('child takes', s.acquire(), s.get_value())


if __name__ == '__main__':
    s = Semaphore(2)
    print(s, s.acquire(), s.acquire(), s.acquire(False), s.acquire(True, 0.02), s.get_value())
    s.release()
    s.release()
    s.release()
    print('more than at the start', s.get_value(), s)
    p = Process(target=take, args=(s,))
    p.start()
    p.join()
    print(s.get_value(), Semaphore(), Semaphore(0))
    b = BoundedSemaphore(2)
    print(b, b.acquire(), b.release())
    try:
        b.release()
    except ValueError as error:
        print(error)
    with b:
        print(b.get_value())
    try:
        Semaphore(-1)
    except ValueError as error:
        print(error)
