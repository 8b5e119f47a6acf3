from multiprocessing import Pool


def square(x):
    return x * x


def add(a, b):
    return a + b


if __name__ == '__main__':
    with Pool(3) as pool:
        print(pool.map(square, range(10)), pool.map(square, []), pool.map(square, (i for i in range(4)), chunksize=2))
        print(pool.starmap(add, [(1, 2), (3, 4)]), pool.map(len, ['a', 'bb']), pool.map(str, {1: 2}))
        print(pool.apply(add, (1,), {'b': 5}), pool.apply(square, [4]))
        print(list(pool.imap(square, range(5))), sorted(pool.imap_unordered(square, range(5))), list(pool.imap(square, range(7), 3)))
        r = pool.map_async(square, range(3))
        print(r.get(), r.ready(), r.successful())
        print(pool.starmap_async(add, [(0, 1)]).get(timeout=5))
        it = pool.imap(square, [5, 6])
        print(next(it), it.next(), next(it, 'end'))
