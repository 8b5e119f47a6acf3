def f(x):
    assert x > 0, f'x is {x}'
f(-1)
