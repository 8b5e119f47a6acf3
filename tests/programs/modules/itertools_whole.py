import itertools
from itertools import groupby, tee

print(list(itertools.takewhile(lambda x: x < 3, [1, 2, 3, 1])), list(itertools.dropwhile(lambda x: x < 3, [1, 2, 3, 1])))
print(list(itertools.filterfalse(lambda x: x % 2, range(6))), list(itertools.filterfalse(None, [0, 1, '', 'a'])))
print(list(itertools.starmap(pow, [(2, 3), [3, 2]])), list(itertools.compress('abcd', [1, 0, True])))
print(list(itertools.pairwise('abcd')), list(itertools.pairwise('a')))
print(list(itertools.combinations_with_replacement('abc', 2)), list(itertools.combinations_with_replacement('', 0)))
for key, group in groupby('aabbbca'):
    print(key, list(group), end=' ')
print()
words = ['apple', 'avocado', 'bean', 'beet', 'corn']
print({key: list(group) for key, group in groupby(words, key=lambda word: word[0])})
groups = groupby([1, 1, 2, 2, 3])
first, old = next(groups)
print(first, next(old))
print(next(groups)[0], list(old))
print([(key, sum(1 for _ in group)) for key, group in groupby([1, 1, 1, 4], lambda x: x % 2)])
a, b, c = tee(iter('wxyz'), 3)
print(next(a), next(a), list(b), list(a), next(c))
d, = tee(c, 1)
print(list(d), list(c), tee([1], 0), type(a).__name__)
left, right = tee(range(4))
next(right, None)
print(list(zip(left, right)))
endless = itertools.takewhile(lambda x: x < 20, itertools.filterfalse(lambda x: x % 3, itertools.count(1)))
print(list(endless), next(endless, 'over'))
for wrong in [
    lambda: itertools.takewhile(1),
    lambda: itertools.pairwise(),
    lambda: itertools.compress('a'),
    lambda: itertools.combinations_with_replacement('a', -1),
    lambda: tee('a', -1),
    lambda: list(itertools.starmap(pow, [1])),
    lambda: groupby(3),
]:
    try:
        print(wrong())
    except (TypeError, ValueError) as problem:
        print(type(problem).__name__, problem)
