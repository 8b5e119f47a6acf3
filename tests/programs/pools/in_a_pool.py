from multiprocessing import Pool, Process


def nested(x):
    try:
        Pool(1)
    except AssertionError as error:
        return str(error)


if __name__ == '__main__':
    with Pool(1) as pool:
        print(pool.apply(nested, (1,)))
