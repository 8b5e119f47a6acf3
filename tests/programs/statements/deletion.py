a = [1, 2, 3, 4, 5]
del a[0]
del a[1:3]
print(a)
d = {'x': 1, 'y': 2}
del d['x']
print(d)


class Box:
    pass


box = Box()
box.size = 1
del box.size
print(hasattr(box, 'size'))
del a
try:
    print(a)
except NameError as error:
    print(error)
try:
    del d['none']
except KeyError as error:
    print(repr(error))


def f():
    value = 1
    del value
    return value


try:
    f()
except UnboundLocalError as error:
    print(error)
b = list(range(10))
del b[::3], b[-1]
print(b)
try:
    del box.size
except AttributeError as error:
    print(error)
