# Exceptions raised while others are handled, and what is printed of them.
import sys


class Mistake(Exception):
    pass


def inner(n):
    return 10 // n


def middle(n):
    try:
        return inner(n)
    except ZeroDivisionError:
        return {}['missing']


def outer(n):
    try:
        middle(n)
    except KeyError as e:
        raise Mistake('no such key') from e


for kind in (ValueError, TypeError, KeyError):
    try:
        raise kind('x')
    except (ValueError, TypeError) as e:
        print('one of two', repr(e), e)
    except KeyError as e:
        print('the third', repr(e), e)
    else:
        print('never')
    finally:
        print('always')

try:
    try:
        raise ValueError('first')
    finally:
        print('on the way')
except ValueError as e:
    print(e.args, e.__cause__, e.__context__)

try:
    try:
        raise ValueError('first')
    except ValueError:
        raise TypeError('second') from None
except TypeError as e:
    print(repr(e.__context__), e.__suppress_context__)

print('to stderr', file=sys.stderr)
outer(0)
