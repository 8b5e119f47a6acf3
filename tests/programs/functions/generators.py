def count(n):
    for i in range(n):
        got = yield i
        if got:
            print('got', got)
    return 'done'


g = count(3)
print(next(g), g.send('a'), next(g))
try:
    next(g)
except StopIteration as stop:
    print('stop', stop.value)


def guarded():
    try:
        yield 1
        yield 2
    except ValueError as error:
        print('caught', error)
        yield 'after'
    finally:
        print('cleanup')


g = guarded()
print(next(g), g.throw(ValueError('thrown')))
g.close()
g = guarded()
next(g)
del g
print('dropped')
for value in guarded():
    print(value)
    break
print('left the loop')


def delegating():
    result = yield from count(2)
    print('result', result)
    yield from 'xy'


print(list(delegating()))
squares = (i * i for i in range(4))
print(sum(squares), list(squares))


def infinite():
    n = 0
    while True:
        yield n
        n += 1


first = []
for n in infinite():
    if n > 4:
        break
    first.append(n)
print(first)
g = count(1)
try:
    g.send(1)
except TypeError as error:
    print(error)


def stops():
    yield 1
    raise StopIteration


try:
    list(stops())
except RuntimeError as error:
    print(error)
print(list(zip(count(2), infinite())))
