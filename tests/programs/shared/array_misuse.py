from multiprocessing import Array
def t(g):
    try:
        print(g())
    except BaseException as e:
        print(type(e).__name__, e)
a = Array('i', 5)
t(lambda: a[:]); t(lambda: a[5]); t(lambda: a[-6]); t(lambda: a[-1]); t(lambda: a['x']); t(lambda: a[1.0]); t(lambda: len(a)); t(lambda: a)
def s(k, v): a[k] = v; return a[:]
t(lambda: s(0, 7)); t(lambda: s(0, 'a')); t(lambda: s(0, 2.5)); t(lambda: s(9, 1));
def sl(v): a[1:3] = v; return a[:]
t(lambda: sl([8, 9])); t(lambda: sl([1])); t(lambda: sl((4, 5))); t(lambda: sl(range(2))); t(lambda: sl(5)); t(lambda: sl('ab')); t(lambda: sl([1.5, 2]))
def st(v): a[::2] = v; return a[:]
t(lambda: st([1, 1, 1])); t(lambda: st([1])); t(lambda: a[::-1]); t(lambda: a[1:100]); t(lambda: a[3:1])
t(lambda: Array('i', [1, 2, 3])[:]); t(lambda: Array('i', (1, 2))[:]); t(lambda: Array('i', range(4))[:]); t(lambda: Array('i', -1)); t(lambda: Array('i', 0)[:]); t(lambda: Array('i', 2.5)); t(lambda: Array('i', 'abc')); t(lambda: Array('z', 3)); t(lambda: Array('d', 3)[:]); t(lambda: Array('d', [1, 2.5])[:]); t(lambda: Array('c', b'hello').value); t(lambda: Array('c', 3).value); t(lambda: Array('c', b'hello')[:]); t(lambda: Array('c', b'hello')[1]); t(lambda: Array('c', 'hello')); t(lambda: Array('u', 'hey')[:])
t(lambda: list(a)); t(lambda: sum(a)); t(lambda: 1 in a); t(lambda: [x * 2 for x in a]); t(lambda: sorted(a)); t(lambda: max(a)); t(lambda: tuple(a)); t(lambda: list(reversed(a))); t(lambda: list(enumerate(a))[:2])
t(lambda: a + [1]); t(lambda: a == a[:]); t(lambda: a.append(1)); t(lambda: a.value); t(lambda: a.get_lock()); t(lambda: Array('i', [1, 'a'])); t(lambda: Array('i', [2**40])[:]); t(lambda: Array('i')); t(lambda: Array('i', (x for x in range(3)))[:]); t(lambda: Array('i', None)); t(lambda: Array('b', [200, -1])[:])
c = Array('c', 10)
def sv(v): c.value = v; return c.value, c.raw
t(lambda: sv(b'abc')); t(lambda: sv(b'x' * 10)); t(lambda: sv(b'x' * 11)); t(lambda: sv('a')); t(lambda: sv(b''))
t(lambda: c)
t(lambda: Array('i', 3, lock=False)); t(lambda: Array('i', 3, lock=False)[:])
