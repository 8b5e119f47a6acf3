from multiprocessing import Process


def work(n, text='default', *, mark='!'):
    print(n, text, mark)


if __name__ == '__main__':
    for args, kwargs in (((1,), {}), ((2, 'two'), {}), ([3], {'text': 'three', 'mark': '?'}), ((n for n in (4, 'gen')), {})):
        p = Process(target=work, args=args, kwargs=kwargs)
        p.start()
        p.join()
        print(p.exitcode)
    p = Process()
    p.start()
    p.join()
    print('nothing', p.exitcode)
