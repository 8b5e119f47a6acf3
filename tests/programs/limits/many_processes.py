from multiprocessing import Process, Value


def add(v):
    with v.get_lock():
        v.value += 1


if __name__ == '__main__':
    v = Value('i', 0)
    ps = [Process(target=add, args=(v,)) for _ in range(30)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    print(v.value, sum(p.exitcode for p in ps))
    for _ in range(100):
        p = Process(target=add, args=(v,))
        p.start()
        p.join()
    print(v.value)
