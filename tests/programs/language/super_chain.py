class A:
    def __init__(self, x): self.x = x; print('A', x)
    def hi(self): return 'A.hi'
class B(A):
    def __init__(self, x, y):
        super().__init__(x); self.y = y; print('B', y)
    def hi(self): return super().hi() + ' B.hi'
class C(B):
    def __init__(self): super().__init__(1, 2); print('C')
    def hi(self): return 'C ' + super().hi()

c = C(); print(c.hi(), c.x, c.y)
print(B.hi(c), A.hi(c), super(C, c).hi() if False else '')
class S:
    n = 0
    def __enter__(self): S.n += 1; print('enter', S.n); return self
    def __exit__(self, t, v, tb): print('exit', t and t.__name__, v); return t is ValueError
with S() as s, S() as u: print(s is u)
with S(): raise ValueError('swallowed')
try:
    with S(): raise KeyError('k')
except KeyError as e: print('out', e)
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1; return self.n
print(list(It(3)), sum(It(4)), max(It(3)), sorted(It(3)), tuple(It(2)), [x for x in It(2)], dict(enumerate(It(2))), list(zip(It(3), It(2))), list(map(str, It(2))), 2 in It(5), next(It(1)), next(It(0), 'none'), set(It(3)), ','.join(map(str, It(3))), any(It(1)), all(It(2)), list(filter(None, It(3))))
a, b = It(2); print(a, b)
try: a, b = It(3)
except ValueError as e: print(e)
try: a, b = It(1)
except ValueError as e: print(e)
