import random
from multiprocessing import Process, Queue


def draw(q):
    q.put(random.random())


if __name__ == '__main__':
    random.seed(1)
    q = Queue()
    ps = [Process(target=draw, args=(q,)) for _ in range(4)]
    for p in ps:
        p.start()
    values = [q.get() for _ in ps]
    for p in ps:
        p.join()
    print(len(set(values)), random.random())
