# The iterators of itertools take their arguments when they are made, and give their items one by one.
import itertools

source = iter(range(10))
for made in [itertools.count(3), itertools.count(1, 2), itertools.repeat('a'), itertools.repeat('a', 2)]:
    print(made, type(made).__name__)
print([type(it).__name__ for it in (itertools.cycle([]), itertools.chain(), itertools.islice([], 1))])
pairs = itertools.permutations(range(1000), 2)
print(next(pairs), next(pairs))
print(next(itertools.combinations(range(500), 3)))
print(next(itertools.product(range(100), repeat=4)))
print(list(itertools.islice(source, 2, 8, 3)), next(source))
print(list(itertools.zip_longest([1, 2, 3], 'a', fillvalue='-')))
print(list(itertools.accumulate([1, 2, 3], initial=10)))
for wrong in [lambda: itertools.islice([], -1), lambda: itertools.islice([], 0, -1), lambda: itertools.islice([], 0, 1, 0),
              lambda: itertools.cycle(5), lambda: itertools.permutations([1], -1), lambda: itertools.combinations([1], 'a'),
              lambda: itertools.product([1], repeat=-1), lambda: itertools.count('a'), lambda: itertools.repeat(),
              lambda: itertools.chain(5), lambda: next(itertools.chain(5))]:
    try:
        print(type(wrong()).__name__)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
for value in [[], (), '', 'é', b'', range(2), {}, {1}, {}.values(), {}.items()]:
    print(type(iter(value)), end=' ')
print(type(reversed([])), type(reversed(())), type(enumerate([])), type(zip()), type(map(len, [])), type(filter(None, [])))
