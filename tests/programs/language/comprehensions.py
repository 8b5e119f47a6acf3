print([x for x in range(5)], [x for x in range(5) if x % 2], [(x, y) for x in 'ab' for y in (1, 2)])
print({x: y for x, y in zip('ab', [1, 2])}, {x for x in 'aab'} == {'a', 'b'}, [[i for i in range(n)] for n in range(3)])
print([a + b for a, b in [(1, 2), (3, 4)]], [x for row in [[1], [2, 3]] for x in row], [y := 5, y ** 2], [last := n for n in range(3)], last)
x = 'outer'
print([x for x in range(2)], x)


def f():
    k = 10
    return [k + i for i in range(3)], [(lambda: k + i)() for i in range(2)]


print(f())
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], sum(v for row in matrix for v in row if v > 2))
print([x if x % 2 else -x for x in range(4)], [i for i in range(20) if i % 2 == 0 if i % 3 == 0], {k: [v] * 2 for k, v in {'a': 1}.items()})
gen = (x * 2 for x in range(3))
print(next(gen), list(gen), tuple(i for i in 'ab'), max((len(w), w) for w in ['a', 'ccc', 'bb']))
print([*(i for i in range(2))], [first for first, *rest in ['abc', 'de']], {1: 2, **{3: 4}}, [not c for c in (0, 1)])


class C:
    n = 3
    values = [i for i in range(n)]


print(C.values)
