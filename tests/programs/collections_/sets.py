a, b = {1, 2, 3}, {3, 4}
print(a | b, a & b, a - b, a ^ b, b - a, a <= {1, 2, 3, 4}, a < a, a >= {1}, a == {3, 2, 1}, a != b, 2 in a, len(a))
a.add(9)
a.discard(1)
a.discard(100)
a.remove(2)
a.update([5, 6], {7})
print(sorted(a), a.isdisjoint({1}), a.issubset(range(20)), a.issuperset([5]), set(), {x % 3 for x in range(10)})
print({3, 1, 33}, {5, 10, 15, 20, 25}, {100, 200, 300}, {-1, -2, 0, 1}, {2 ** 40, 1}, {8, 0, 16, 24}, {1.5, 2, 0.5})
print(set(range(20)), set([40, 30, 20, 10, 0]), set(range(0, 100, 7)), {i * i for i in range(12)})
c = a.copy()
c.clear()
print(c, bool(c), bool(a), a.union([1]), a.intersection([5, 1]), a.difference([5]), a.symmetric_difference([5, 1]))
a -= {5}
a |= {50}
a &= {50, 6, 7}
a ^= {7}
print(a, max(a), sum(a), min(a))
a.intersection_update([6])
a.difference_update([6])
a.symmetric_difference_update([1, 2])
print(a, a.pop(), sorted({'b', 'a', 'c'}), set('hello') == set('olleh'), {(1, 2), (1, 2)}, {1, True, 1.0}, {True, 1})
print({1, 2} | {3}, sorted([*{1, 2}, *{3}]), list({7}), tuple({7}), {None}, len({1, 'a', (1,), None, 1.5}))
try:
    {1} + {2}
except TypeError as error:
    print(error)
for i in {4, 2, 9, 0, 17, 33, 12}:
    print(i, end=' ')
print()
