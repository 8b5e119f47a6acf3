from multiprocessing import Pipe, Process


def child(end):
    data = end.recv()
    end.send(len(data))
    end.send(data * 2)


if __name__ == '__main__':
    a, b = Pipe()
    p = Process(target=child, args=(b,))
    p.start()
    for size in (100000,):
        a.send('z' * size)
        print(a.recv(), len(a.recv()))
    p.join()
