from collections import Counter, deque, defaultdict
c = Counter(a=3, b=1, z=-2)
print(+c, -c, c == Counter(a=3, b=1, z=-2), Counter(a=0) == Counter(), c <= Counter(a=5, b=1), Counter('ab') < Counter('abb'))
print(Counter('ab') > Counter('a'), Counter('ab') >= Counter('abc'), Counter('ab') != Counter('ba'))
d = c
c += Counter('aa'); print(c, d is c)
c -= Counter('a'); c |= Counter('q'); c &= Counter('aaaaaq'); print(c, d)
try: Counter.fromkeys('ab')
except NotImplementedError as e: print(e)
for f in [lambda: c < 3, lambda: deque() + [1], lambda: deque() * 'a', lambda: deque() < [1], lambda: deque([1])['a'], lambda: deque([1])[3], lambda: deque([1])[0:1]]:
    try: print(f())
    except (TypeError, IndexError) as e: print(type(e).__name__, e)
q = deque([1, 2, 3], maxlen=4)
print(q + deque([4, 5]), q * 2, 2 * q, list(reversed(q)), q < deque([1, 2, 4]), q >= deque([1]))
r = q
q += [7, 8]; print(q, r is q); q *= 2; print(q)
q[0] = 'x'; del q[1]; print(q, q == deque(['x', 8, 8]), 'x' in q)
dd = defaultdict(int, a=1)
print(dd | {'b': 2}, list(reversed(dd)), isinstance(dd, dict), isinstance(c, dict), isinstance(q, list), {**dd}, dict(c), list(dd), sorted(c.items()))
dd |= {'c': 3}; print(dd, len(dd), dd == {'a': 1, 'c': 3})
def count(x, y): return x + y
print(count(**{'x': 1, 'y': 2}), count(**defaultdict(int, x=1, y=5)))
