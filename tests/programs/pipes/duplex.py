from multiprocessing import Pipe, Process


def child(end):
    while (item := end.recv()) != 'stop':
        end.send((item, 'back'))
    end.close()


if __name__ == '__main__':
    a, b = Pipe()
    p = Process(target=child, args=(b,))
    p.start()
    b.close()
    for item in (1, 'text', [1, {'a': 2}], None, 3.5):
        a.send(item)
        print(a.recv())
    print(a.poll(), a.poll(0.02))
    a.send('stop')
    try:
        a.recv()
    except EOFError as error:
        print('EOF', repr(error))
    p.join()
    try:
        a.send(1)
    except BrokenPipeError as error:
        print(error, error.errno)
    print(a.closed, b.closed)
