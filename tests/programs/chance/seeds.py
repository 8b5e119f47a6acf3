import random
for s in ('text', b'bytes', 1.5, 0.0, -3, 10**30, True, 'ä', '', b''):
    random.seed(s)
    print(repr(s), random.random(), random.randint(1, 100))
try:
    random.seed([1])
except TypeError as e:
    print(e)
try:
    random.seed((1, 2))
except TypeError as e:
    print(e)
random.seed(5, 2); print(random.random())
random.seed('a', version=1); print(random.random())
