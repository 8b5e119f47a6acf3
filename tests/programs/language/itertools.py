import itertools
from functools import partial
print(list(itertools.islice(itertools.count(5, 2), 3)), list(itertools.islice(itertools.cycle('ab'), 5)), list(itertools.repeat(1, 3)), list(itertools.chain([1], 'ab')), list(itertools.chain.from_iterable([[1], [2]])), list(itertools.product([1, 2], repeat=2)), list(itertools.permutations('abc', 2)), list(itertools.combinations(range(4), 2)), list(itertools.accumulate([1, 2, 3])), list(itertools.accumulate([1, 2, 3], lambda a, b: a * b)), list(itertools.zip_longest([1, 2], 'a', fillvalue='-')), list(itertools.islice('abcdef', 1, None, 2)))
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
t(lambda: list(itertools.chain(5))); t(lambda: list(itertools.product(5)))
p = partial(pow, 2); print(p(5), partial(int, base=2)('101'), partial(print, 'a', sep='-')('b'), p.func, p.args, p.keywords, partial(partial(max, 1), 2)(3))
t(lambda: partial()); t(lambda: partial(5)); t(lambda: p()); print(partial(print, 1))
