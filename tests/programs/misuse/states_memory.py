import multiprocessing as mp


def tell(what, call):
    try:
        print(what, '->', call())
    except BaseException as error:
        print(what, '!!', type(error).__name__, error)


def child(v, a, raw):
    tell('value', lambda: v.value)
    v.value += 1
    a[0] = 9
    raw.value = 5
    tell('release', lambda: v.get_lock().release())


if __name__ == '__main__':
    v, a, raw = mp.Value('i', 1), mp.Array('i', [1, 2, 3]), mp.Value('d', 1, lock=False)
    with v.get_lock():
        tell('in lock', lambda: v.value)
    p = mp.Process(target=child, args=(v, a, raw))
    p.start()
    p.join()
    print(v.value, a[:], raw.value)
    tell('too large', lambda: setattr(v, 'value', 2 ** 40))
    tell('value', lambda: v.value)
    tell('text', lambda: setattr(v, 'value', 'x'))
    tell('float', lambda: setattr(v, 'value', 1.5))
    tell('none', lambda: setattr(v, 'value', None))
    tell('index', lambda: a[3])
    tell('index', lambda: a[-1])
    tell('index', lambda: a[-4])
    tell('slice', lambda: a[1:])
    tell('slice', lambda: a[::-1])
    tell('len', lambda: len(a))
    tell('in', lambda: 9 in a)
    tell('sum', lambda: sum(a))
    tell('raw lock', lambda: raw.get_lock())
    tell('code', lambda: mp.Value('q', 1).value)
    tell('code', lambda: mp.Value('z', 1))
    tell('code', lambda: mp.Array('d', 2)[:])
    tell('chars', lambda: mp.Array('c', b'abc').value)
    tell('chars', lambda: mp.Array('c', 5).raw)
    tell('negative', lambda: mp.Array('i', -1))
    tell('text', lambda: mp.Array('i', 'abc'))
    tell('mixed', lambda: mp.Array('i', [1, 2.5]))
    try:
        a[0:2] = [1]
    except BaseException as error:
        print(type(error).__name__, error)
    try:
        a['x'] = 1
    except BaseException as error:
        print(type(error).__name__, error)
    try:
        a[0] = 'x'
    except BaseException as error:
        print(type(error).__name__, error)
    a[1:3] = [7, 8]
    print(list(a))
    lock = mp.Lock()
    mine = mp.Value('i', 3, lock=lock)
    tell('mine', lambda: mine.get_lock() is lock)
    tell('bad lock', lambda: mp.Value('i', 3, lock=5))
