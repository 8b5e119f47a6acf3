from multiprocessing import Pool


class Custom(Exception):
    def __init__(self, a, b):
        super().__init__(a, b)
        self.a = a


def fail(x):
    if x == 2:
        raise ValueError('bad', x)
    if x == 3:
        raise Custom(1, 2)
    if x == 4:
        return lambda: 0
    return x


if __name__ == '__main__':
    with Pool(2) as pool:
        silent = pool.apply_async(fail, (2,))
        for x in (1, 2, 3):
            try:
                print(pool.apply(fail, (x,)))
            except Exception as error:
                print(type(error).__name__, error, error.args)
        try:
            pool.map(fail, range(3))
        except ValueError as error:
            print('map', error)
        r = pool.apply_async(fail, (2,))
        r.wait()
        print(r.successful())
        try:
            pool.apply(fail, (4,))
        except Exception as error:
            print(type(error).__name__)
        try:
            for value in pool.imap(fail, range(4)):
                print(value)
        except ValueError as error:
            print('imap', error)
