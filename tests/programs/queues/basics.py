from multiprocessing import Process, Queue


def child(q, back):
    while True:
        item = q.get()
        if item is None:
            break
        back.put((item, type(item).__name__))
    back.put('end')


if __name__ == '__main__':
    q, back = Queue(), Queue()
    p = Process(target=child, args=(q, back))
    p.start()
    for item in (1, -5, 2 ** 80, 1.5, 'text', b'bytes', True, (1, (2,)), [1, [2]], {'k': [1]}, {3, 1}, range(3), ''):
        q.put(item)
        print(back.get())
    q.put(None)
    print(back.get())
    p.join()
    print(q.empty(), back.empty())
