def f(a, b, c):
    return (a +
            b +
            c)
try:
    f(1, 2, 'x')
except TypeError:
    pass
def g():
    return f(1,
             2,
             c='x')
print(
    'hello',
    g(),
)
