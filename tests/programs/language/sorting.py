people = [('ann', 30), ('bob', 25), ('cy', 30), ('di', 20)]
print(sorted(people, key=lambda p: p[1]), sorted(people, key=lambda p: (-p[1], p[0])), sorted(people, key=lambda p: p[1], reverse=True))
values = [3, -1, 2, 0]
values.sort(key=abs)
print(values, sorted(values, key=lambda v: v % 3), sorted('hello'), sorted({'b': 1, 'a': 2}.items(), key=lambda kv: kv[1]))


class P:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        return self.n < other.n

    def __repr__(self):
        return f'P{self.n}'


ps = [P(3), P(1), P(2)]
print(sorted(ps), sorted(ps, reverse=True), min(ps), max(ps), sorted(ps, key=lambda p: -p.n))
ps.sort()
print(ps)
try:
    sorted([1, 'a', None])
except TypeError as error:
    print(error)
print(sorted([]), sorted([1]), sorted([(2, 'a'), (1, 'b'), (2, 'A')]), sorted([0.5, 1, -3, True]))
print(sorted([[2], [1, 5], []]), sorted(['B', 'a', 'C'], key=str.lower), sorted(range(5), key=lambda x: x % 2))
