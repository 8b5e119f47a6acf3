x = 'module'


def read():
    return x


def write():
    global x
    x = 'changed'


def counter():
    count = 0

    def step(by=1):
        nonlocal count
        count += by
        return count
    return step


one, two = counter(), counter()
print(one(), one(5), two(), one())
print(read())
write()
print(read(), x)


def shadow():
    x = 'local'
    [x for x in range(3)]
    return x


print(shadow())


def unbound():
    print(x)
    x = 1


try:
    unbound()
except UnboundLocalError as error:
    print(error)


def free():
    def inner():
        return later
    try:
        inner()
    except NameError as error:
        print(error)
    later = 5
    return inner()


print(free())


class Scope:
    y = 1
    z = [y for _ in range(2)] if False else 'z'

    def method(self):
        try:
            return y
        except NameError as error:
            return str(error)


print(Scope().method(), Scope.z)


def make_global():
    global fresh
    fresh = 'new'


make_global()
print(fresh)
