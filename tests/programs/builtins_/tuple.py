t = (1, 2, 3)
print(t, (1,), (), t + (4,), t * 2, t[1], t[::-1], t.index(2), t.count(1), len(t), 2 in t, t < (1, 3), t == (1, 2, 3), tuple('ab'), tuple([1]), tuple(), (1, (2, [3])))
for f in (lambda: t[5], lambda: t.index(9), lambda: t + [1], lambda: t.append(1), lambda: t['a'], lambda: t < 5, lambda: tuple(5), lambda: (1, 'a') < (1, 2), lambda: t()):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
a, (b, *c), d = 1, (2, 3, 4), 5; print(a, b, c, d)
(x, y), z = [1, 2], 3; print(x, y, z); x, y = y, x; print(x, y)
*a, b = 'abc'; print(a, b); [p, q] = {1: 2, 3: 4}; print(p, q)
for i, (j, k) in enumerate([(1, 2), (3, 4)]): print(i, j, k)
