def gen():
    yield 1
    raise KeyError('k')
for x in gen():
    print(x)
