from multiprocessing import Process, SimpleQueue


def child(q, back):
    for item in iter(q.get, None):
        back.put(item * 2)
    back.put('end')


if __name__ == '__main__':
    q, back = SimpleQueue(), SimpleQueue()
    print(q.empty())
    p = Process(target=child, args=(q, back))
    p.start()
    for item in (1, 'a', [2]):
        q.put(item)
        print(back.get())
    q.put(None)
    print(back.get())
    p.join()
    print(q.empty(), back.empty())
    q.put(5)
    print(q.empty())
    try:
        q.put(lambda: 0)
    except Exception as error:
        print(type(error).__name__)
