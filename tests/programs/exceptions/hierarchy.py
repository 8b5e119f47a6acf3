for kind in (ZeroDivisionError, KeyError, FileNotFoundError, BrokenPipeError, StopIteration, KeyboardInterrupt,
             SystemExit, GeneratorExit, UnicodeDecodeError, RecursionError, ModuleNotFoundError, UnboundLocalError):
    chain = [base.__name__ for base in (ArithmeticError, LookupError, OSError, ConnectionError, Exception, RuntimeError,
                                        ValueError, ImportError, NameError, BaseException)
             if isinstance(kind(*(['x', b'', 0, 1, 'y'] if kind is UnicodeDecodeError else [])), base)]
    print(kind.__name__, chain)
try:
    raise KeyError('a')
except (IndexError, LookupError) as error:
    print('lookup', error, str(error), error.args)


class Mine(ValueError):
    pass


try:
    raise Mine('own', 2)
except ValueError as error:
    print(error, repr(error))
print(OSError is IOError is EnvironmentError)
e = OSError(2, 'No such file')
print(e, e.errno, e.strerror, repr(e), type(e).__name__)
print(repr(ValueError('a', 1)), repr(KeyError()), str(KeyError('x')), str(ValueError()))


def thrower():
    try:
        raise Mine
    except Mine:
        return 'fine'
    except Exception:
        return 'not here'


print(thrower())
