class A:
    x = 1
    items = []
    def __init__(self, n=0): self.n = n
    def m(self): return self.n
    @staticmethod
    def s(a): return a
    @classmethod
    def c(cls, b): return cls.__name__, b
    @property
    def p(self): return self.n * 2
    @p.setter
    def p(self, v): self.n = v
    def __repr__(self): return f'A({self.n})'
    def __eq__(self, o): return isinstance(o, A) and self.n == o.n
    def __lt__(self, o): return self.n < o.n
    def __len__(self): return self.n
    def __call__(self, *a, **k): return a, k
    def __iter__(self): return iter(range(self.n))
class B(A):
    y = 2
    def m(self): return 'B' + str(super().m())
    def __str__(self): return 'str B'
a, b = A(3), B(2)
print(a, b, [a, b], str(a), str(b), f'{a} {b} {b!r}', a.m(), b.m(), A.s(1), a.s(2), A.c(3), b.c(4), a.p, a == A(3), a != b, a < b, b < a, len(a), a(1, k=2), list(a), sorted([a, b]), min(a, b), bool(A(0)), 1 in a, [*b], dict(zip(b, a)))
a.p = 10; print(a.n, a.x, A.x); a.x = 5; print(a.x, A.x, b.x); A.x = 7; print(a.x, b.x, B.x); del a.x; print(a.x)
a.items.append(1); print(b.items, A.items is B.items)
print(isinstance(b, A), isinstance(b, (int, A)), type(b).__name__, type(b) is B, A.__name__, a.__class__.__name__, callable(a), callable(A), hasattr(a, 'p'), hasattr(a, 'zzz'), getattr(a, 'n'), getattr(a, 'zzz', 'dflt'))
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class C: pass
class D:
    def __init__(self): return 5
class E:
    @property
    def q(self): return 1
t(lambda: C() < C()); t(lambda: C() + 1); t(lambda: 1 + C()); t(lambda: C()[0]); t(lambda: len(C())); t(lambda: C()()); t(lambda: iter(C())); t(lambda: -C()); t(lambda: D()); t(lambda: A.m()); t(lambda: A.p); t(lambda: setattr(E(), 'q', 2)); t(lambda: a.m(1)); t(lambda: getattr(a, 'zzz')); t(lambda: C(1)); t(lambda: next(C())); t(lambda: C() in C()); t(lambda: [C()] == [C()]); t(lambda: max(C(), C())); t(lambda: int(C())); t(lambda: float(C())); t(lambda: 'a' + C()); t(lambda: sum([C()])); t(lambda: reversed(C())); t(lambda: round(C())); t(lambda: abs(C())); t(lambda: chr(C())); t(lambda: range(C())); t(lambda: isinstance(1, 5)); t(lambda: isinstance(1, (int, 5)))
print(A.m, a.m.__name__ if False else '', type(A), type(type), A)
