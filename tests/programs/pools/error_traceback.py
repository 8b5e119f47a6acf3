from multiprocessing import Pool


def inner(x):
    return 1 / x


def work(x):
    return inner(x)


if __name__ == '__main__':
    with Pool(1) as pool:
        pool.map(work, [1, 0])
