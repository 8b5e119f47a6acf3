import multiprocessing as mp
class Point:
    def __init__(self, x, y): self.x, self.y = x, y
    def __repr__(self): return f'Point({self.x}, {self.y})'
    def method(self, q): q.put((self.x, __name__))
class Outer:
    class Inner:
        tag = 'inner'
def f(p, q, o, fn, big, nested):
    q.put((repr(p), o.tag, fn(2, 3), len(big), nested, p is nested[0]))
def make():
    def g(): pass
    return g
if __name__ == '__main__':
    mp.set_start_method('spawn')
    q = mp.Queue()
    pt = Point(1, 2.5)
    p = mp.Process(target=f, args=(pt, q, Outer.Inner(), pow, 'x' * 300000, [pt, {1, 2}, (3,), b'\x00', 10**30, None, True, range(3), {'k': (1,)}]))
    p.start()
    r = q.get()
    print(r[0], r[1], r[2], r[3], r[5]); print(r[4])
    p.join()
    p = mp.Process(target=pt.method, args=[q]); p.start(); print(q.get()); p.join()
    def local(): pass
    for bad in [local, make(), lambda: 1]:
        p = mp.Process(target=bad)
        try:
            p.start()
        except Exception as e:
            print(type(e).__name__, e)
        print(repr(p), p.exitcode, p.is_alive())
