import multiprocessing as mp


def tell(what, call):
    try:
        print(what, '->', call())
    except BaseException as error:
        print(what, '!!', type(error).__name__, error)


def in_child(kind, lock):
    print('child of', kind, flush=True)
    tell('acquire', lambda: lock.acquire(False))
    tell('acquire late', lambda: lock.acquire(True, 0.01))
    tell('release', lock.release)
    tell('acquire', lambda: lock.acquire(False))
    tell('repr', lambda: repr(lock)[:20])


def look(kind, lock):
    print('===', kind)
    tell('repr', lambda: repr(lock))
    tell('release', lock.release)
    tell('acquire', lock.acquire)
    tell('acquire', lambda: lock.acquire(block=False))
    tell('repr', lambda: repr(lock))
    tell('acquire 0', lambda: lock.acquire(timeout=0))
    tell('acquire -1', lambda: lock.acquire(timeout=-1))
    tell('acquire both', lambda: lock.acquire(False, 1))
    p = mp.Process(target=in_child, args=(kind, lock))
    p.start()
    p.join()
    tell('release', lock.release)
    tell('release', lock.release)
    tell('enter', lambda: lock.acquire(False) and lock.__exit__(None, None, None))
    tell('value', lambda: lock.get_value() if 'emaphore' in kind else 'none')


def waits(barrier):
    tell('child waits', lambda: barrier.wait(0.05))
    tell('child broken', lambda: barrier.broken)
    barrier.reset()


def condition_in_child(condition):
    tell('notify', condition.notify)
    tell('wait', lambda: condition.wait(0))
    tell('release', condition.release)
    tell('acquire', lambda: condition.acquire(False))


if __name__ == '__main__':
    look('lock', mp.Lock())
    look('rlock', mp.RLock())
    look('semaphore', mp.Semaphore(1))
    look('bounded semaphore', mp.BoundedSemaphore(1))
    for make in (mp.Semaphore, mp.BoundedSemaphore):
        tell('negative', lambda: make(-1))
        tell('text', lambda: make('x'))
        tell('zero', lambda: make(0).acquire(False))
        tell('none', lambda: make().get_value())
    print('=== condition')
    condition = mp.Condition()
    tell('wait', lambda: condition.wait(0))
    tell('notify', condition.notify)
    tell('notify_all', condition.notify_all)
    tell('wait_for', lambda: condition.wait_for(lambda: False, 0))
    tell('wait_for', lambda: condition.wait_for(lambda: 5))
    tell('release', condition.release)
    with condition:
        tell('wait', lambda: condition.wait(0))
        tell('wait', lambda: condition.wait(-1))
        tell('wait_for', lambda: condition.wait_for(lambda: False, 0))
        tell('notify', lambda: condition.notify(3))
        p = mp.Process(target=condition_in_child, args=(condition,))
        p.start()
        p.join()
    print('=== barrier')
    barrier = mp.Barrier(2)
    p = mp.Process(target=waits, args=(barrier,))
    p.start()
    p.join()
    tell('state', lambda: (barrier.broken, barrier.n_waiting, barrier.parties))
    tell('wait 0', lambda: barrier.wait(0))
    tell('state', lambda: (barrier.broken, barrier.n_waiting))
    tell('wait', barrier.wait)
    barrier.reset()
    barrier.abort()
    tell('wait', lambda: barrier.wait(1))
    barrier.reset()
    tell('state', lambda: (barrier.broken, barrier.n_waiting))
    tell('zero', lambda: mp.Barrier(0))
    one = mp.Barrier(1, action=lambda: print('action'))
    tell('one', one.wait)
    bad = mp.Barrier(1, action=lambda: 1 / 0)
    tell('bad', bad.wait)
    tell('bad', lambda: bad.broken)
    print('=== event')
    event = mp.Event()
    tell('wait', lambda: event.wait(0))
    tell('wait', lambda: event.wait(-1))
    tell('set', event.set)
    tell('set', event.set)
    tell('wait', event.wait)
    tell('clear', event.clear)
    tell('is_set', event.is_set)
    tell('text', lambda: event.wait('x'))
