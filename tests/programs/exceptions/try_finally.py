def order(kind):
    try:
        print('try')
        if kind == 'raise':
            raise KeyError('k')
        if kind == 'return':
            return 'returned'
    except KeyError as error:
        print('except', error)
        return 'handled'
    else:
        print('else')
    finally:
        print('finally')
    return 'end'


for kind in ('none', 'raise', 'return'):
    print(order(kind))


def override():
    try:
        return 1
    finally:
        return 2


print(override())


def loop():
    for i in range(3):
        try:
            if i == 1:
                continue
            print(i)
        finally:
            print('f', i)
    while True:
        try:
            break
        finally:
            print('leaving')


loop()


def nested():
    try:
        try:
            raise ValueError('inner')
        finally:
            print('inner finally')
    except (KeyError, ValueError) as error:
        print('caught', error)
        try:
            raise
        except ValueError as again:
            print('again', again is error)


nested()
try:
    print(error)
except NameError as error:
    print(error)
