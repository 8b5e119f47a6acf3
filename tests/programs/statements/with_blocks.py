class Guard:
    def __init__(self, name, swallow=False):
        self.name = name
        self.swallow = swallow

    def __enter__(self):
        print('enter', self.name)
        return self.name.upper()

    def __exit__(self, kind, value, trace):
        print('exit', self.name, kind.__name__ if kind else None, value)
        return self.swallow


with Guard('a') as a:
    print(a)
with Guard('b') as b, Guard('c') as c:
    print(b, c)
with Guard('d', True):
    raise ValueError('swallowed')
try:
    with Guard('e'), Guard('f'):
        1 / 0
except ZeroDivisionError as error:
    print('out', error)


def early():
    with Guard('g'):
        return 'value'


print(early())
for i in range(3):
    with Guard(str(i)):
        if i == 1:
            break
with (Guard('h') as h, Guard('i') as i):
    print(h, i)
try:
    with 5:
        pass
except TypeError as error:
    print(error)
with Guard('j') as (x):
    print(x)
