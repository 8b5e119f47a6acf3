from multiprocessing import Process
def f(*a, **k): print(a, k, flush=True)
def t(g):
    try:
        print(g())
    except BaseException as e:
        print(type(e).__name__, e)
if __name__ == '__main__':
    t(lambda: Process(1))
    t(lambda: Process(1, f))
    t(lambda: Process(None, f, 'n', (1,), {'a': 2}, True))
    t(lambda: Process(target=f, foo=1))
    t(lambda: Process(target=f, daemon='yes').daemon)
    t(lambda: Process(target=f, daemon=0).daemon)
    t(lambda: Process(target=f, name=5).name)
    t(lambda: Process(target=f, name='').name)
    p = Process(None, f, 'n', 'ab', {'a': 2})
    p.start(); p.join(); print(p.name)
    p = Process(target=f, args={'x': 1, 'y': 2}); p.start(); p.join()
    p = Process(target=f, args=[1, 2], kwargs=[('a', 1)]); p.start(); p.join()
    p = Process(target=f, args=(i for i in range(3))); p.start(); p.join()
    p = Process(); p.start(); p.join(); print(p.exitcode)
    p.name = 'other'; print(p.name)
    t(lambda: setattr(p, 'name', 5))
    t(lambda: setattr(p, 'daemon', True))
    t(lambda: setattr(p, 'exitcode', 3))
    t(lambda: setattr(p, 'pid', 3))
