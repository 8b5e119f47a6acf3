class Base:
    kind = 'base'

    def __init__(self, name):
        self.name = name

    def speak(self):
        return f'{self.name} is {self.kind}'

    def call(self):
        return self.speak() + '!'


class Derived(Base):
    kind = 'derived'

    def __init__(self, name, size):
        super().__init__(name)
        self.size = size

    def speak(self):
        return super().speak() + f' of {self.size}'


class Third(Derived):
    def speak(self):
        return 'third: ' + Derived.speak(self)


for thing in (Base('a'), Derived('b', 1), Third('c', 2)):
    print(thing.speak(), '|', thing.call(), isinstance(thing, Base), isinstance(thing, (Derived, int)))


class Stack(Base):
    pass


print(Stack('s').speak(), Stack.kind, Stack.__name__)


class Error(Exception):
    pass


class Special(Error):
    def __init__(self, n):
        self.n = n


try:
    raise Special(3)
except Error as error:
    print(type(error).__name__, error.n, error.args, repr(error))
try:
    Derived('x')
except TypeError as error:
    print(error)
