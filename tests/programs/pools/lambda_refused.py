from multiprocessing import Pool

if __name__ == '__main__':
    with Pool(1) as pool:
        for attempt in (lambda: pool.apply(lambda: 0), lambda: pool.map(lambda x: x, [1])):
            try:
                attempt()
            except Exception as error:
                print(type(error).__name__)
