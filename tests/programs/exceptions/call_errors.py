def attempt(function, *args, **kwargs):
    try:
        print(function(*args, **kwargs))
    except TypeError as error:
        print(error)


def none():
    return 'none'


def two(a, b):
    return a, b


def default(a, b=2, *, c, d=4):
    return a, b, c, d


def star(*args, **kwargs):
    return args, kwargs


def positional(a, b, /, c):
    return a, b, c


class Thing:
    def __init__(self, size):
        self.size = size

    def method(self, x):
        return x


attempt(none, 1)
attempt(two)
attempt(two, 1)
attempt(two, 1, 2, 3)
attempt(two, 1, b=2)
attempt(two, 1, a=2)
attempt(two, 1, 2, c=3)
attempt(default, 1)
attempt(default, 1, c=3)
attempt(default, 1, 2, 3, c=4)
attempt(default)
attempt(star, 1, 2, x=3)
attempt(positional, 1, 2, 3)
attempt(positional, 1, b=2, c=3)
attempt(Thing)
attempt(Thing, 1, 2)
attempt(Thing(1).method)
attempt(Thing(1).method, 1, 2)
attempt(Thing.method, 1)
attempt(lambda x: x)
attempt(len)
attempt(len, 1, 2)
attempt(print, end=5)
attempt(sorted, [], 1)
attempt(int, 1, 2, 3)
attempt(isinstance, 1)
attempt(two, *[1, 2])
attempt(two, **{'a': 1, 'b': 2})
