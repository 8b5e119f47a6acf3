import itertools
from itertools import chain, count, islice, product

print(list(islice(count(5), 3)), list(islice(count(0, 2), 2, 8, 3)), list(islice('abcdef', 2, None)), list(islice('abc', 0)))
print(list(chain([1], 'ab', (2,))), list(chain.from_iterable([[1], [2, 3]])), list(chain()))
print(list(product('ab', [1, 2])), list(product([0, 1], repeat=2)), list(product()))
print(list(itertools.permutations([1, 2, 3], 2)), list(itertools.permutations('ab')), len(list(itertools.permutations(range(4)))))
print(list(itertools.combinations('abcd', 2)), list(itertools.combinations([1, 2], 3)))
print(list(itertools.accumulate([1, 2, 3])), list(itertools.accumulate([1, 2, 3], lambda a, b: a * b)), list(itertools.accumulate([1], initial=5)))
print(list(itertools.zip_longest([1, 2, 3], 'a', fillvalue='-')), list(itertools.repeat('x', 3)))
c = itertools.cycle('ab')
print([next(c) for _ in range(5)])
numbers = count(1)
print(next(numbers), next(numbers), [pair for pair in zip('ab', numbers)])
