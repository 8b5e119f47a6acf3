def f(*args, **kwargs):
    return args, sorted(kwargs.items())


a, k = [1, 2], {'x': 1}
print(f(*a), f(**k), f(0, *a, 3, *a, y=2, **k), f(*'ab', *range(2)), f(*{'q': 1}), f(*(i for i in a)))
print([*a, 0, *a], (*a, 5), {*a, 2}, {**k, 'y': 2, **{'x': 9}}, [*a][0], *a)
for bad in (lambda: f(**{1: 2}), lambda: [*5], lambda: {**5}):
    try:
        print(bad())
    except TypeError as error:
        print(error)
x, *y, z = *a, 3, *'de'
print(x, y, z)
(a, b), [c, *d] = (1, 2), 'xyz'
print(a, b, c, d)
