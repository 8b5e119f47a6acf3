def f(x):
    try:
        if x == 0:
            raise ValueError('v')
        if x == 1:
            raise KeyError('k')
        if x == 2:
            return 'early'
        if x == 3:
            raise OSError(2, 'gone')
    except (ValueError, KeyError) as error:
        result = type(error).__name__
    except OSError as error:
        result = error.strerror
    else:
        result = 'else'
    finally:
        print('finally', x)
    return result


print([f(x) for x in range(5)])


def g():
    for i in range(3):
        try:
            try:
                if i == 1:
                    raise ValueError(i)
            finally:
                if i == 2:
                    break
        except ValueError:
            continue
        print('body', i)
    return i


print(g())


def h():
    try:
        raise ValueError('first')
    except ValueError:
        try:
            raise KeyError('second')
        except KeyError as error:
            return repr(error)
    finally:
        print('outer finally')


print(h())
try:
    try:
        raise ValueError('a')
    finally:
        raise KeyError('b')
except KeyError as error:
    print(error)
e = 'before'
try:
    raise ValueError
except ValueError as e:
    pass
try:
    e
except NameError as error:
    print(error)
