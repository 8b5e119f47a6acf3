a = [3, 1, 2]
a.append(5)
a.extend([9, 7])
a.insert(1, 'x')
a.insert(-1, 'y')
a.insert(100, 'z')
print(a, len(a), a.index(2), a.count(3), a[-1], a[1:3], a[::2], a[::-1], a[-3:], a[10:])
a.remove('x')
print(a.pop(), a.pop(0), a)
a = [x for x in a if isinstance(x, int)]
a.sort()
print(a)
a.sort(reverse=True)
a.reverse()
print(a, a.copy(), a == a.copy(), a is a.copy())
a[1:2] = ['p', 'q', 'r']
a[:0] = [0]
a[len(a):] = [8]
print(a)
a[::2] = ['even'] * len(a[::2])
print(a)
del a[1:4]
print(a)
words = ['banana', 'fig', 'apple', 'kiwi']
print(sorted(words, key=len), sorted(words, key=lambda w: (-len(w), w)), sorted(words, reverse=True))
print([1, 2] + [3], [0] * 3, [[0] * 2 for _ in range(2)], [1, 2] == [1, 2], [1, 2] < [1, 3], [1] < [1, 0], [] < [1], 2 in [1, 2])
print(list(range(3)), list('ab'), list({1: 2}), list((1, 2)), [*range(2), *'xy'], [i * j for i in range(1, 4) for j in range(i) if i != j])
grid = [[1, 2], [3, 4]]
print([list(row) for row in zip(*grid)], [sum(r) for r in grid], max(grid), sum(grid, []))
shared = [[]] * 2
shared[0].append(1)
print(shared, [None] * 2)
a.clear()
print(a, bool(a), any([0, 1]), all([]), any([]), all([1, 0]))
try:
    a[::2] = [1, 2, 3]
except ValueError as error:
    print(error)
try:
    [1, 2, 3, 4][::0]
except ValueError as error:
    print(error)
pairs = [(2, 'b'), (1, 'z'), (2, 'a')]
pairs.sort(key=lambda p: p[0])
print(pairs, sorted(pairs), min(pairs), max(pairs, key=lambda p: p[1]), min([], default='none'))
