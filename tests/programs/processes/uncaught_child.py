from multiprocessing import Process


def inner(x):
    return 10 / x


def work(x):
    print('working', x)
    return inner(x)


if __name__ == '__main__':
    p = Process(target=work, args=(0,), name='Divider')
    p.start()
    p.join()
    print('exitcode', p.exitcode)
