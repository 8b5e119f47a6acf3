# list, dict, set, tuple and their methods; comprehensions.
l = [3, 1, 2]
l.append(4); l.extend([5, 6]); l.insert(0, 0); l.remove(3)
print(l, l.pop(), l.pop(0), l.index(2), l.count(1), l)
l.sort(reverse=True); print(l)
l.sort(key=lambda v: v % 3); print(l)
l.reverse(); print(l, l.copy(), l[:])
l.clear(); print(l, len(l))
l += 'ab'; print(l)
d = {'a': 1, 'b': 2}
d['c'] = 3; d.update({'d': 4}, e=5); d.update([('f', 6)])
print(d, d.get('z'), d.get('z', 0), d.pop('a'), d.pop('zz', None), 'b' in d, 'q' not in d, len(d))
print(list(d.keys()), list(d.values()), list(d.items()), d.keys(), d.values(), d.items())
print(d.setdefault('b', 9), d.setdefault('n', []), d.popitem(), dict(a=1), dict([(1, 2)]), dict.fromkeys('ab', 0))
for k, v in d.items():
    print(k, v, end=' ')
print()
del d['b']
print(d | {'x': 1}, {**d, 'y': 2}, d == {'c': 3, 'd': 4, 'e': 5, 'f': 6}, d.copy() is d)
s = {1, 2, 3}
s.add(4); s.discard(9); s.remove(1)
print(s, s | {9}, s & {2, 3}, s - {2}, s ^ {2, 7}, s <= {2, 3, 4, 5}, s.issubset([2, 3, 4]), s.union([8]), s.isdisjoint({0}))
print(sorted(s.intersection({4})), sorted(s.difference([4])), len(s), 2 in s, set('a'), frozenset([1, 2]) == {1, 2})
t = (1, 2, 2)
print(t.count(2), t.index(2), t + (3,), t * 2, len(t), 1 in t, tuple('ab'), (5,), hash(t) == hash((1, 2, 2)))
print([x * 2 for x in range(3)], [x for x in range(9) if x % 2 if x > 2], [(a, b) for a in 'ab' for b in (1, 2)])
print({x: x * x for x in range(3)}, {x % 3 for x in range(9)}, list(x for x in 'ab'), sum(x for x in range(5)))
print([[j for j in range(i)] for i in range(3)], [y for x in [[1], [2, 3]] for y in x], [*range(3), 9], (*'ab',), {*'a'})
m = [[0] * 2 for _ in range(2)]
m[0][1] = 5
print(m, m[0][1], [row[:] for row in m], sum([[1], [2]], []), [1, 2] < [1, 3], max([[1, 2], [1, 3]]))
nested = {'list': [1, 2, {'deep': (1, 2)}]}
nested['list'][2]['deep'] += (3,)
print(nested, list(enumerate(['x'])), dict(zip('ab', [1, 2])), list(zip([1, 2], [3, 4])))
try:
    {}['missing']
except KeyError as e:
    print(repr(e), e, e.args)
five, one, pair, text = 5, [1], (1, 2), 'a'
for bad in (lambda: [1][5], lambda: (1,)[9], lambda: 'a'[3], lambda: [].pop(), lambda: {[]: 1}, lambda: [1].remove(2), lambda: 'a' + 1,
            lambda: 1 + 'a', lambda: [1] + (2,), lambda: None + 1, lambda: len(5), lambda: five(), lambda: None.x, lambda: [] < 1, lambda: int('x'),
            lambda: float('y'), lambda: 'abc'.index('z'), lambda: [1].index(9), lambda: next(iter([])), lambda: {}.pop(1), lambda: 1 / 0, lambda: 1 % 0,
            lambda: 5 // 0, lambda: 1.0 / 0, lambda: pair['a'], lambda: one['a'], lambda: text['b'], lambda: five[0], lambda: -'a', lambda: 'x' * 'y',
            lambda: sum(['a']), lambda: max([]), lambda: int([]), lambda: chr(-1), lambda: ord('ab'), lambda: range(1, 2, 0), lambda: 1 < 'a', lambda: [3, 'a'].sort(),
            lambda: ' '.join([1]), lambda: '%d' % 'a', lambda: '%s %s' % 1, lambda: '{}'.format(), lambda: print(sep=1), lambda: list(5), lambda: [*5], lambda: 2 in 5,
            lambda: set([[]]), lambda: abs('a'), lambda: round('a'), lambda: (lambda a: a)(), lambda: (lambda: 1)(1), lambda: isinstance(1, 1), lambda: 'a' < 1, lambda: divmod(1, 0)):
    try:
        bad()
        print('no error')
    except Exception as e:
        print(type(e).__name__, e)
print(list(range(10))[2:8:3], list(range(10))[-3:], 'abcdef'[4:1:-1], [1, 2, 3][5:], [1, 2, 3][:-1])
b = [1, 2, 3, 4, 5, 6]
del b[1:3]; b[::2] = [0, 0]; print(b)
x = [1, 2]; y = x; y.append(3); print(x is y, x)
a, (b, c), *d = 1, (2, 3), 4; print(a, b, c, d)

s = {1, 2, 3}
print(s.symmetric_difference_update([3, 4]), s)
