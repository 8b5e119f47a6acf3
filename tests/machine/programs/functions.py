# Functions, closures, generators, decorators.
def f(a, b=2, *args, c, d=4, **kw):
    return (a, b, args, c, d, kw)
print(f(1, c=3), f(1, 5, 6, 7, c=8, e=9), f(*[1, 2, 3], **{'c': 1, 'x': 2}))
def pos(a, b, /, c): return a, b, c
print(pos(1, 2, c=3))
def default(x, acc=[]):
    acc.append(x)
    return acc
print(default(1), default(2))
for bad in (lambda: f(), lambda: f(1), lambda: f(1, c=2, a=3), lambda: default(), lambda: default(1, 2, 3), lambda: default(y=1), lambda: pos(1), lambda: pos(1, 2, 3, 4)):
    try:
        bad()
    except TypeError as e:
        print(e)
def counter():
    n = 0
    def up():
        nonlocal n
        n += 1
        return n
    return up
c = counter(); c(); print(c(), c())
fs = [lambda: i for i in range(3)]
print([g() for g in fs], [g() for g in [lambda i=i: i for i in range(3)]])
total = 0
def add(n):
    global total
    total += n
add(3); add(4); print(total)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(15))
def gen(n):
    try:
        for i in range(n):
            got = yield i
            if got:
                print('got', got)
    finally:
        print('gen done')
print(list(gen(3)))
g = gen(5); print(next(g), g.send('hi'), next(g), list(g))
def chain(*its):
    for it in its:
        yield from it
print(list(chain('ab', [1, 2], gen(1))))
def squares():
    n = 0
    while True:
        yield n * n
        n += 1
s = squares(); print([next(s) for _ in range(5)])
print(sum(x * x for x in range(10)), max(len(w) for w in ['a', 'bbb']), any(x > 3 for x in range(5)), tuple(x for x in 'ab'))
def twice(fn):
    def inner(*args, **kwargs):
        return fn(*args, **kwargs) * 2
    return inner
def val(x): return x + 1
val = twice(val)
print(val(3), val.__name__, f.__name__)
def outer():
    x = 'outer'
    def mid():
        def inner(): return x
        return inner
    return mid()()
print(outer())
def rec(n):
    return rec(n + 1)
try:
    rec(0)
except RecursionError as e:
    print('RecursionError', e)
def unbound():
    print(zz)
    zz = 1
try:
    unbound()
except UnboundLocalError as e:
    print(e)
def docs():
    """Doc."""
print(docs.__doc__, docs())
def ret():
    for i in range(5):
        try:
            if i == 2:
                return i
        finally:
            print('f', i)
print(ret())
def loop():
    out = []
    for i in range(4):
        try:
            if i == 1: continue
            if i == 3: break
            out.append(i)
        finally:
            out.append('f')
    return out
print(loop())
print((lambda *a, **k: (a, k))(1, x=2), list(map(lambda x: x + 1, [1, 2])))
def hint(a: int, b: 'str' = 'x') -> int:
    y: int = 5
    return a + y
print(hint(1))
print([*map(int, '123')], dict(map(lambda k: (k, 1), 'ab')), [i for i in gen(2)])
def many(): return 1, 2, 3
a, *b = many(); print(a, b)
import functools, itertools
print(functools.reduce(lambda a, b: a * b, [1, 2, 3, 4]), list(itertools.chain([1], [2])), list(itertools.islice(itertools.count(5), 3)))
add5 = functools.partial(lambda a, b: a + b, 5); print(add5(1))
