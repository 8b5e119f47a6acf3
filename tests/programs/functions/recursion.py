def hanoi(n, a, b, c):
    return 0 if n == 0 else hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)


def permutations(items):
    if len(items) <= 1:
        yield items
        return
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield [item] + rest


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


def flatten(value):
    return [x for part in value for x in (flatten(part) if isinstance(part, list) else [part])]


print(hanoi(8, 'a', 'b', 'c'), list(permutations([1, 2, 3])), even(10), odd(7), flatten([1, [2, [3, []]], 4]))
