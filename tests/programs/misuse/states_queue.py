import multiprocessing as mp


def tell(what, call):
    try:
        print(what, '->', call())
    except BaseException as error:
        print(what, '!!', type(error).__name__, error)


def look(state, q):
    print('---', state)
    tell('put', lambda: q.put(1))
    tell('put nowait', lambda: q.put_nowait(1))
    tell('get', lambda: q.get(timeout=5))
    tell('get nowait', lambda: q.get(False))
    tell('qsize', q.qsize)
    tell('full', q.full)
    tell('join_thread', q.join_thread)
    tell('cancel', q.cancel_join_thread)


def child(q, name):
    print('=== child of', name, flush=True)
    tell('put', lambda: q.put('from child'))
    tell('close', q.close)
    tell('put', lambda: q.put(1))
    tell('join_thread', q.join_thread)


def try_all(name, q):
    print('===', name)
    tell('get 0', lambda: q.get(timeout=0))
    tell('get -1', lambda: q.get(timeout=-1))
    tell('get text', lambda: q.get(timeout='x'))
    tell('put text', lambda: q.put(1, timeout='x'))
    tell('put again', lambda: q.put(1, timeout=0))
    tell('put late', lambda: q.put(1, True, -1))
    tell('get', lambda: q.get())
    p = mp.Process(target=child, args=(q, name))
    p.start()
    p.join()
    tell('get', lambda: q.get())
    q.close()
    look('closed', q)
    tell('close', q.close)
    if name == 'joinable':
        tell('done', q.task_done)
        tell('done', q.task_done)
        tell('done', q.task_done)


if __name__ == '__main__':
    try_all('queue', mp.Queue(1))
    try_all('joinable', mp.JoinableQueue(1))
    tell('negative', lambda: mp.Queue(-3).full())
    tell('text', lambda: mp.Queue('x'))
    tell('simple args', lambda: mp.SimpleQueue(3))
    q = mp.SimpleQueue()
    tell('put', lambda: q.put(1))
    tell('empty', q.empty)
    tell('get', q.get)
    tell('close', q.close)
    tell('close', q.close)
    tell('put', lambda: q.put(1))
    tell('get', q.get)
    tell('empty', q.empty)
    tell('len', lambda: len(q))
    tell('iter', lambda: iter(q))
