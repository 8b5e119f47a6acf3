# try, raise, chains, messages.
def t(fn):
    try:
        fn()
    except (KeyError, IndexError) as e:
        print('lookup', repr(e))
    except ZeroDivisionError:
        print('zero')
    except Exception as e:
        print('other', type(e).__name__, e)
    else:
        print('fine')
    finally:
        print('finally')
t(lambda: {}[1]); t(lambda: [][0]); t(lambda: 1 / 0); t(lambda: int('q')); t(lambda: 1)
try:
    try:
        raise ValueError('first')
    except ValueError:
        raise TypeError('second')
except TypeError as e:
    print(e, repr(e.__context__), e.__cause__)
try:
    try:
        raise ValueError('a')
    except ValueError as e:
        raise RuntimeError('b') from e
except RuntimeError as e:
    print(e, repr(e.__cause__))
try:
    raise KeyError
except KeyError as e:
    print(repr(e), str(e) == '', e.args)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise
except ZeroDivisionError as e:
    print('again', e)
try:
    assert 1 == 2, 'math'
except AssertionError as e:
    print('assert', e)
try:
    assert False
except AssertionError as e:
    print(repr(e))
try:
    raise OSError(2, 'No such file')
except OSError as e:
    print(e, e.errno, e.strerror)
try:
    raise 5
except TypeError as e:
    print(e)
try:
    undefined_thing
except NameError as e:
    print(e)
try:
    a, b = 1, 2, 3
except ValueError as e:
    print(e)
try:
    a, b = [1]
except ValueError as e:
    print(e)
try:
    a, *b = []
except ValueError as e:
    print(e)
try:
    a, b = 5
except TypeError as e:
    print(e)
try:
    import sys
    sys.exit(2)
except SystemExit as e:
    print('exit', e.code)
def nested():
    try:
        return 'try'
    finally:
        print('cleanup')
print(nested())
def override():
    try:
        return 1
    finally:
        return 2
print(override())
for i in range(3):
    try:
        if i == 1:
            raise StopIteration
        print(i)
    except StopIteration:
        print('stop')
try:
    try:
        raise ValueError(1)
    finally:
        print('inner finally')
except ValueError as e:
    print('outer', e, e.args)
e = 'kept'
try:
    raise ValueError
except ValueError as e:
    pass
try:
    e
except NameError as err:
    print(err)
print(issubclass(KeyError, LookupError), issubclass(ValueError, Exception), BaseException, ConnectionError.__name__)
raise SystemExit(0)
