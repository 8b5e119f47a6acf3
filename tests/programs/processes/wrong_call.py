from multiprocessing import Process


def work(a, b):
    print(a, b)


if __name__ == '__main__':
    for args in ((), (1,), (1, 2), (1, 2, 3), 'ab', ('text',)):
        p = Process(target=work, args=args)
        p.start()
        p.join()
        print(args, p.exitcode)
    p = Process(target='work')
    p.start()
    p.join()
    print(p.exitcode)
