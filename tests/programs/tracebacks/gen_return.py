def g():
    yield 1
    return 5
it = g(); next(it)
try: next(it)
except StopIteration as e: print(e.value, e.args)
next(it)
