x = 'global'


class A:
    x = 'class'
    y = x + '!'

    def f(self):
        return x

    def g(self, z=x):
        return z

    class B:
        w = 1

    items = [i for i in range(3)]
    if len(items) > 2:
        flag = True
    for k in range(2):
        pass
    try:
        1 / 0
    except ZeroDivisionError:
        handled = 'yes'


a = A()
print(a.f(), a.g(), A.y, A.B.w, A.items, A.flag, A.k, A.handled)


class Meta:
    count = 0

    def __init__(self):
        Meta.count += 1
        self.number = self.count


print(Meta().number, Meta().number, Meta.count)


class Child(Meta):
    def __init__(self, extra):
        super().__init__()
        self.extra = extra

    @property
    def double(self):
        return self.number * 2

    @classmethod
    def make(cls):
        return cls('made')

    @staticmethod
    def plain(v):
        return v


c = Child.make()
print(c.extra, c.double, Child.plain(3), c.plain(4), isinstance(c, Meta), type(c) is Child, type(c) == Meta)
