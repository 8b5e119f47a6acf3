from multiprocessing import Pool


def same(x):
    return x


if __name__ == '__main__':
    pool = Pool(2)
    print(pool)
    try:
        pool.join()
    except ValueError as error:
        print(error)
    pool.close()
    print(pool)
    for attempt in (lambda: pool.map(same, [1]), lambda: pool.apply(same, (1,)), lambda: pool.imap(same, [1])):
        try:
            attempt()
        except ValueError as error:
            print(error)
    pool.join()
    pool.terminate()
    print(pool)
    try:
        with pool:
            pass
    except ValueError as error:
        print(error)
    try:
        Pool(1).imap(same, [1], 0)
    except ValueError as error:
        print(error)
