from multiprocessing import Pool
def square(x): return x * x
def source():
    yield 1
    yield 2
    raise ValueError('dry')
if __name__ == '__main__':
    with Pool(1) as pool:
        results = pool.imap(square, source())
        print(next(results), next(results))
        try:
            next(results)
        except ValueError as error:
            print(error)
        try:
            pool.map(square, source())
        except ValueError as error:
            print('map', error)
