def show(a, b=2, *args, c, d=4, **kwargs):
    print(a, b, args, c, d, kwargs)


show(1, c=3)
show(1, 5, 6, 7, c=8, d=9, e=10)
show(*[1, 2, 3], **{'c': 4, 'z': 5})
show(*'ab', *[1], c=0, **{'x': 1}, **{'y': 2})


def default(items=[]):
    items.append(len(items))
    return items


print(default(), default(), default([9]))


def only(a, /, b, *, c):
    return a + b + c


print(only(1, b=2, c=3))
print((lambda x, y=5, *z, **k: (x, y, z, k))(1, 2, 3, w=4))
n = 1


def captured(value=n):
    return value


n = 2
print(captured())
fs = [lambda: i for i in range(3)]
print([f() for f in fs])
fs = [lambda i=i: i for i in range(3)]
print([f() for f in fs])
print(show.__name__, (lambda: 0).__name__, callable(show), callable(1))
