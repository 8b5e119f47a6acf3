import multiprocessing as mp

seen = 'unset'
def init(x):
    global seen
    seen = x
def sq(x):
    return x * x, seen, mp.current_process().name.startswith('SpawnPoolWorker-')
def boom(x):
    raise ValueError('no %d' % x)
if __name__ == '__main__':
    mp.set_start_method('spawn')
    with mp.Pool(2, init, ('set',)) as pool:
        print(pool.map(sq, range(5)))
        print(pool.apply(sq, (9,)))
        try:
            pool.apply(boom, (3,))
        except ValueError as e:
            print('ValueError', e)
        r = pool.starmap(pow, [(2, 3), (3, 2)])
        print(r)
        print(sorted(pool.imap_unordered(abs, [-1, -2, 3])))
        pool.close()
        pool.join()
    try:
        mp.Pool(1, initializer=lambda: 1)
    except Exception as e:
        print(type(e).__name__, e)
