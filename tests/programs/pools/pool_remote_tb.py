from multiprocessing import Pool
def g(x):
    return 10 / x
def f(x):
    try:
        return g(x)
    except ZeroDivisionError as e:
        raise ValueError('bad %d' % x) from e
if __name__ == '__main__':
    with Pool(1) as pool:
        try:
            pool.apply(f, (0,))
        except ValueError as e:
            print(repr(e))
        pool.map(f, [1, 0])
