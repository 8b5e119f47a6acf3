def down(n):
    return down(n + 1)


try:
    down(0)
except RecursionError as error:
    print(error)


def depth(n):
    try:
        return depth(n + 1)
    except RecursionError:
        return n


print(depth(0) > 900, depth(0) < 1000)


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def count(n):
    return 0 if n == 0 else 1 + count(n - 1)


print(fib(15), count(900))


class Self:
    def __repr__(self):
        return repr(self)


try:
    repr(Self())
except RecursionError as error:
    print(type(error).__name__)
a = []
a.append(a)
print(a)
d = {}
d['self'] = d
print(d)
