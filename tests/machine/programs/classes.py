# Classes: inheritance, special methods, properties.
class Animal:
    count = 0
    kinds = []
    def __init__(self, name, sound='...'):
        self.name = name
        self.sound = sound
        Animal.count += 1
        self.kinds.append(name)
    def speak(self):
        return f'{self.name} says {self.sound}'
    def __str__(self):
        return f'<{self.name}>'
class Dog(Animal):
    def __init__(self, name):
        super().__init__(name, 'woof')
        self.tricks = []
    def speak(self):
        return super().speak() + '!'
    @property
    def upper(self):
        return self.name.upper()
    @upper.setter
    def upper(self, value):
        self.name = value.lower()
    @staticmethod
    def make():
        return Dog('made')
    @classmethod
    def create(cls, name):
        return cls(name)
class Puppy(Dog):
    pass
d = Dog('Rex'); p = Puppy.create('Bit')
print(d.speak(), p.speak(), d, str(p), Animal.count, Dog.count, d.kinds, type(p).__name__, Dog.make().name)
d.upper = 'MAX'; print(d.upper, d.name, isinstance(p, Animal), issubclass(Puppy, Dog), hasattr(d, 'x'), getattr(d, 'x', 5))
setattr(d, 'x', 7); print(d.x, d.__class__.__name__, d.__dict__); del d.x
try:
    d.x
except AttributeError as e:
    print(e)
try:
    Dog.nothing
except AttributeError as e:
    print(e)
class V:
    def __init__(self, x, y): self.x, self.y = x, y
    def __repr__(self): return f'V({self.x}, {self.y})'
    def __eq__(self, other): return isinstance(other, V) and self.x == other.x and self.y == other.y
    def __lt__(self, other): return (self.x, self.y) < (other.x, other.y)
    def __add__(self, other): return V(self.x + other.x, self.y + other.y)
    def __mul__(self, n): return V(self.x * n, self.y * n)
    def __rmul__(self, n): return self * n
    def __neg__(self): return V(-self.x, -self.y)
    def __len__(self): return 2
    def __getitem__(self, i): return (self.x, self.y)[i]
    def __bool__(self): return bool(self.x or self.y)
    def __call__(self, k): return self.x * k
    def __contains__(self, v): return v in (self.x, self.y)
    def __iter__(self): return iter((self.x, self.y))
    def __format__(self, spec): return f'V<{spec}>'
    def __hash__(self): return 5
a, b = V(1, 2), V(1, 2)
print(a == b, a != b, a is b, a + b, a * 3, 2 * a, -a, len(a), a[0], bool(V(0, 0)), a(10), 2 in a, list(a), f'{a:spec}', f'{a}', f'{a!r}')
print([a, b], {'k': a}, (a,), sorted([V(3, 1), V(1, 5)]), min(V(2, 2), V(1, 9)), [a] == [b], a in [b], [V(1, 2)].__len__(), max([a, V(9, 9)]))
x, y = a; print(x, y)
if not V(0, 0): print('falsy')
print(V(0, 0) or 'or', a and 'and', not a, 'yes' if a else 'no')
a += V(1, 1); print(a)
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1
        return self.n
print(list(It(3)), sum(It(4)), [i for i in It(2)], next(It(1)), next(It(0), 'none'), tuple(It(2)), sorted(It(3)), ','.join(str(i) for i in It(2)))
for i in It(2): print(i)
class Ctx:
    def __init__(self, swallow): self.swallow = swallow
    def __enter__(self): print('enter'); return self
    def __exit__(self, t, v, tb):
        print('exit', t.__name__ if t else None, v)
        return self.swallow
with Ctx(True) as c, Ctx(False):
    print('in', c.swallow)
    raise ValueError('boom')
def early():
    with Ctx(False):
        return 'r'
print(early())
class Stack:
    def __init__(self): self.__items = []
    def push(self, i): self.__items.append(i)
    def __len__(self): return len(self.__items)
s = Stack(); s.push(1); print(len(s), s._Stack__items, bool(s))
class E(Exception):
    def __init__(self, code, msg='m'):
        super().__init__(code, msg)
        self.code = code
try:
    raise E(5)
except E as e:
    print(e.code, e.args, e, repr(e))
class F(ValueError): pass
try:
    raise F('x')
except ValueError as e:
    print(type(e).__name__, e, isinstance(e, Exception))
class G(Exception):
    def __str__(self): return 'custom'
try: raise G()
except G as e: print(e, f'{e}', str(e), [str(e)])
class Meta:
    x = 1
    y = x + 1
    z = [i for i in range(y)]
    def m(self): return self.y
print(Meta.y, Meta.z, Meta().m(), Meta.m(Meta()), Meta().m.__name__)
print(V, Dog.__name__, type(a), Animal.speak.__name__)
o = object(); print(o == o, o != object())
class A1:
    def hi(self): return 'A1'
class B1(A1):
    def hi(self): return 'B1' + super().hi()
class C1(B1):
    def hi(self): return 'C1' + super().hi()
print(C1().hi())
m = C1().hi; print(m())
class Temp:
    def __init__(self): self._t = 0
    @property
    def t(self): return self._t
try:
    Temp().t = 5
except AttributeError as e: print(e)
try: V(1)
except TypeError as e: print(e)
try: Meta(5)
except TypeError as e: print(e)
try: Meta() + 1
except TypeError as e: print(e)
try: len(Meta())
except TypeError as e: print(e)
try: Meta()()
except TypeError as e: print(e)
try:
    with Meta(): pass
except TypeError as e: print(e)
try: Meta() < Meta()
except TypeError as e: print(e)
try:
    for _ in Meta(): pass
except TypeError as e: print(e)
print(f'{[V(1, 2)]}', '%s' % V(1, 1), '{} {!r}'.format(Animal('a'), V(3, 4)), str([V(0, 1)]), 'x' + str(V(2, 2)))
