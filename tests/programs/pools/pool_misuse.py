from multiprocessing import Pool, TimeoutError
import multiprocessing
def t(g):
    try:
        print(g())
    except BaseException as e:
        print(type(e).__name__, e)
def sq(x): return x * x
def bad(x): raise ValueError('bad %s' % x)
def add(a, b): return a + b
if __name__ == '__main__':
    t(lambda: Pool(0)); t(lambda: Pool(-1)); t(lambda: Pool('a')); t(lambda: Pool(1.5)); t(lambda: Pool(1, 5)); t(lambda: Pool(1, None, 5)); t(lambda: Pool(1, maxtasksperchild=0)); t(lambda: Pool(1, maxtasksperchild='a')); t(lambda: Pool(1, maxtasksperchild=1.5))
    p = Pool(1)
    t(lambda: p.map(sq, 5)); t(lambda: p.map(sq, [1, 2], 0)); t(lambda: p.map(sq, [1, 2], -1)); t(lambda: p.map(sq, [])); t(lambda: p.map(sq, 'ab')); t(lambda: p.map(5, [1])); t(lambda: p.map(sq, [1, 2, 3], chunksize=2)); t(lambda: p.map(sq, range(3))); t(lambda: p.map(sq, {2: 3})); t(lambda: p.map(sq, (x for x in range(3))))
    t(lambda: p.starmap(add, [(1, 2), (3, 4)])); t(lambda: p.starmap(add, [1, 2])); t(lambda: p.starmap(add, [(1,)])); t(lambda: p.apply(add, 5)); t(lambda: p.apply(add, (1,))); t(lambda: p.apply(add, [1, 2])); t(lambda: p.apply(add, (1,), {'b': 5})); t(lambda: p.apply(add, (1, 2), 5))
    t(lambda: p.apply(bad, (3,))); t(lambda: p.map(bad, [1, 2, 3])); t(lambda: list(p.imap(bad, [1]))); t(lambda: list(p.imap(sq, [1, 2, 3]))); t(lambda: list(p.imap(sq, [1, 2, 3], 2))); t(lambda: list(p.imap(sq, [], 1))); t(lambda: p.imap(sq, [1], 0)); t(lambda: sorted(p.imap_unordered(sq, [1, 2, 3]))); t(lambda: p.imap(sq, 5)); t(lambda: list(p.imap(sq, 5)))
    r = p.apply_async(sq, (3,)); t(r.get); t(r.ready); t(r.successful); t(r.wait); t(lambda: r.get(timeout=0)); t(lambda: r.get(-1))
    r = p.apply_async(bad, (3,)); r.wait(); t(r.ready); t(r.successful); t(r.get); t(r.get)
    it = p.imap(sq, [1, 2]); t(lambda: next(it)); t(lambda: it.next()); t(lambda: it.next()); t(lambda: next(it))
    it = p.imap(sq, [1, 2]); t(lambda: it.next(timeout=5)); t(lambda: it.next(1)); t(lambda: it.next(1))
    t(p.join); t(lambda: p)
    p.close(); t(lambda: p.map(sq, [1])); t(lambda: p.apply(sq, (1,))); t(lambda: p.apply_async(sq, (1,))); t(lambda: p.imap(sq, [1])); t(lambda: p.imap_unordered(sq, [1])); t(lambda: p.starmap(add, [])); t(lambda: p.map_async(sq, [1])); t(p.close); t(lambda: p.__enter__() if False else None)
    t(lambda: p)
    p.join(); t(p.join); t(p.close); t(p.terminate); t(lambda: p)
    def u():
        with p: pass
    t(u)
    p = Pool(2); p.terminate(); t(lambda: p.map(sq, [1])); t(p.join); t(p.terminate); t(p.close)
