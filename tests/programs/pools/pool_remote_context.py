from multiprocessing import Pool
def f(x):
    try:
        {}['a']
    except KeyError:
        return undefined_name
if __name__ == '__main__':
    with Pool(1) as pool:
        try:
            pool.apply(f, (0,))
        except NameError as e:
            print(e)
        r = pool.map_async(f, [1])
        r.get()
