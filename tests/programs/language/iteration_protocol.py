class Fibonacci:
    def __init__(self, most):
        self.most = most

    def __iter__(self):
        a, b = 0, 1
        while a < self.most:
            yield a
            a, b = b, a + b


class Once:
    def __init__(self, items):
        self.items = items

    def __iter__(self):
        return self

    def __next__(self):
        if not self.items:
            raise StopIteration
        return self.items.pop(0)


f = Fibonacci(30)
print(list(f), sum(f), max(f), 8 in f, 9 in f, [x for x in f if x % 2], *f)
print(dict(zip(f, 'abc')), list(enumerate(f))[:2], sorted(f, reverse=True)[:2], tuple(map(str, f))[:3], set(f) == {0, 1, 2, 3, 5, 8, 13, 21})
a, b, *c = f
print(a, b, c)
o = Once([1, 2, 3])
print(next(o), list(o), list(o), next(o, 'none'))
try:
    next(o)
except StopIteration as stop:
    print('stop', stop.value)
for x in Once(list('ab')):
    for y in Once([1]):
        print(x, y)
it = iter([1, 2, 3])
print(it is iter(it), next(it), list(it), list(it))
