from multiprocessing import Array, Lock, Value

if __name__ == '__main__':
    v = Value('i', 3, lock=False)
    v.value += 1
    print(v.value)
    a = Array('i', 2, lock=False)
    a[0] = 5
    print(a[:], len(a), list(a))
    lock = Lock()
    w = Value('i', 1, lock=lock)
    print(w.get_lock() is lock, w.value, lock.acquire(False), lock.release())
    try:
        Value('i', 1, lock=5)
    except AttributeError as error:
        print(error)
