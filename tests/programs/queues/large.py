from multiprocessing import Process, Queue


def produce(q):
    q.put('x' * 200000)
    q.put(list(range(30000)))


if __name__ == '__main__':
    q = Queue()
    p = Process(target=produce, args=(q,))
    p.start()
    first, second = q.get(), q.get()
    print(len(first), len(second), sum(second))
    p.join()
    print(p.exitcode)
