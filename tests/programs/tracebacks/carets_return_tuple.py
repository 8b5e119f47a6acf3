def f():
    return 1, 2 / 0
f()
