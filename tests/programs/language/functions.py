def f(a, b=2, *args, c, d=4, **kw): return a, b, args, c, d, kw
print(f(1, c=3), f(1, 2, 3, 4, c=5, e=6), f(*[1, 2], **{'c': 3}), f(c=1, a=2))
def g(x, l=[]): l.append(x); return l
print(g(1), g(2), g(3, []), g.__name__)
def h(a, /, b, *, c): return a, b, c
for call in (lambda: f(), lambda: f(1), lambda: f(1, c=1, a=2), lambda: h(1, 2, 3), lambda: h(a=1, b=2, c=3), lambda: h(1, b=2), lambda: h(1, 2, c=3, d=4), lambda: g(), lambda: g(1, 2, 3), lambda: (lambda x: x)(), lambda: (lambda x, y: x)(1, z=2), lambda: f(1, 2, 3, **{'c': 1, 'kw': 2}), lambda: h(1, 2, 3, 4)):
    try: print(call())
    except TypeError as e: print(e)
fs = [lambda: i for i in range(3)]; print([k() for k in fs]); fs = [lambda i=i: i for i in range(3)]; print([k() for k in fs])
def counter():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
c = counter(); print(c(), c(), c())
def gen(n):
    for i in range(n):
        r = yield i
        if r: print('got', r)
    return 'ret'
it = gen(3); print(next(it), it.send('x'), next(it))
try: next(it)
except StopIteration as e: print('stop', e.value)
def outer():
    r = yield from gen(2)
    print('r', r)
print(list(outer()))
def fin():
    try: yield 1
    finally: print('closed')
x = fin(); next(x); x.close(); x.close()
x = fin(); next(x)
try: x.throw(ValueError('in'))
except ValueError as e: print(e)
print(list(gen(0)), (lambda *a, **k: (a, k))(1, b=2), max([1, 5, 3], key=lambda v: -v), sorted('bca', key=ord, reverse=True), min('abc', 'ab', key=len), max([], default=None))
def rec(n): return 1 if n == 0 else n * rec(n - 1)
print(rec(20), rec(50)); print((lambda f: f(f, 5))(lambda s, n: 1 if n == 0 else n * s(s, n - 1)))
