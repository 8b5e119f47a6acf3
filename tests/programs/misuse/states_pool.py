import multiprocessing as mp


def tell(what, call):
    try:
        print(what, '->', call())
    except BaseException as error:
        print(what, '!!', type(error).__name__, error)


def work(x):
    return x * 2


def fails(x):
    raise ValueError('task', x)


def look(state, pool):
    print('---', state)
    tell('repr', lambda: repr(pool))
    tell('apply', lambda: pool.apply(work, (1,)))
    tell('apply_async', lambda: pool.apply_async(work, (1,)).get())
    tell('map', lambda: pool.map(work, [1, 2]))
    tell('map empty', lambda: pool.map(work, []))
    tell('starmap', lambda: pool.starmap(work, [(1,)]))
    tell('imap', lambda: list(pool.imap(work, [1])))
    tell('imap chunk', lambda: list(pool.imap(work, [1, 2, 3], 2)))
    tell('imap 0', lambda: list(pool.imap(work, [1], 0)))
    tell('unordered', lambda: list(pool.imap_unordered(work, [1])))
    tell('map none', lambda: pool.map(work, None))
    tell('map 5', lambda: pool.map(work, 5))
    tell('enter', lambda: pool.__enter__() is pool)
    tell('fails', lambda: pool.map(fails, [1]))
    tell('not callable', lambda: pool.apply(5))
    tell('no args', lambda: pool.apply(work))
    tell('lambda', lambda: pool.apply(lambda: 1))


if __name__ == '__main__':
    pool = mp.Pool(2)
    look('running', pool)
    tell('join', pool.join)
    result = pool.apply_async(fails, (7,))
    tell('wait', lambda: result.wait())
    tell('ready', result.ready)
    tell('successful', result.successful)
    tell('get', result.get)
    tell('get', result.get)
    pool.close()
    look('closed', pool)
    tell('close', pool.close)
    tell('terminate', pool.terminate)
    look('terminated', pool)
    tell('join', pool.join)
    tell('join', pool.join)
    tell('close', pool.close)
    tell('terminate', pool.terminate)
    tell('processes 0', lambda: mp.Pool(0))
    tell('processes -1', lambda: mp.Pool(-1))
    tell('processes text', lambda: mp.Pool('x'))
    tell('initializer', lambda: mp.Pool(1, 5))
    tell('maxtasks 0', lambda: mp.Pool(1, maxtasksperchild=0))
    with mp.Pool(1) as pool:
        it = pool.imap(work, [1])
        tell('next', it.next)
        tell('next', lambda: next(it))
        tell('next', lambda: it.next(timeout=1))
        result = pool.apply_async(work, (1,), callback=lambda x: print('callback', x))
        tell('get', lambda: result.get(30))
    tell('enter', lambda: pool.__enter__())
