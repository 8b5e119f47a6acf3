t = (1, 'a', [2])
print(t, t[0], t[-1], t[1:], len(t), t + (3,), t * 2, (1,), (), 1 in t, t.index('a'), t.count(1), tuple('ab'), tuple(range(3)))
t[2].append(5)
print(t, (1, 2) < (1, 3), (1, 2) == (1, 2), (1,) < (1, 0))
try:
    t[0] = 5
except TypeError as error:
    print(error)
try:
    del t[0]
except TypeError as error:
    print(error)
try:
    t[2] += [6]
except TypeError as error:
    print(error, t)
d = {(1, 2): 'pair', (): 'empty'}
print(d[(1, 2)], d[1, 2], d[()])
a, b = b, a = 1, 2
print(a, b)
x = 1,
print(x, type(x).__name__, *x, sep=';')
print(sorted([(3, 'c'), (1, 'z'), (1, 'a')]), max((1, 2), (1, 3)), sum((1, 2, 3)), tuple(x * 2 for x in (1, 2)))
