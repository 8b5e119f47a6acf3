from multiprocessing import Process, Queue


def produce(q, n):
    for i in range(n):
        q.put(i)
    q.put('end')


if __name__ == '__main__':
    q = Queue(3)
    p = Process(target=produce, args=(q, 10))
    p.start()
    items = []
    while (item := q.get()) != 'end':
        items.append(item)
    p.join()
    print(items)
