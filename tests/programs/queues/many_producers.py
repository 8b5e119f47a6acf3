# order: any
from multiprocessing import Process, Queue


def produce(q, n):
    for i in range(5):
        q.put((n, i))


if __name__ == '__main__':
    q = Queue()
    ps = [Process(target=produce, args=(q, n)) for n in range(3)]
    for p in ps:
        p.start()
    items = [q.get() for _ in range(15)]
    for p in ps:
        p.join()
    for n in range(3):
        print(n, [i for m, i in items if m == n])
    print(q.empty())
