class Config:
    defaults = {'a': 1}
    count = 0

    def bump(self):
        self.count += 1


x, y = Config(), Config()
x.bump()
x.bump()
print(x.count, y.count, Config.count)
x.defaults['b'] = 2
print(y.defaults)
Config.count = 9
print(x.count, y.count)
x.method = lambda: 'own'
print(x.method())


class Empty:
    ...


e = Empty()
e.a, e.b = 1, [2]
e.b += [3]
e.a -= 5
print(e.a, e.b)
m = x.bump
m()
print(x.count, m.__name__, callable(m))


class Outer:
    class Inner:
        value = 5

    def make(self):
        return Outer.Inner()


print(Outer().make().value, Outer.Inner.__name__)


class Temperature:
    def __init__(self):
        self._c = 0

    @property
    def c(self):
        return self._c


t = Temperature()
try:
    t.c = 5
except AttributeError as error:
    print(error)
