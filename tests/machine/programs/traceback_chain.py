def f(x):
    return 10 / x

def g():
    try:
        f(0)
    except ZeroDivisionError as e:
        raise ValueError('wrapped') from e

try:
    g()
except ValueError:
    result = [int(s) for s in ['1', 'x']]
