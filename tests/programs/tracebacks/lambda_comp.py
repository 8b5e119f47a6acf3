f = lambda x: [1 / (y - 1) for y in x]
def g():
    return {k: v for k, v in [(1, 2), (3,)]}
try:
    g()
except ValueError as e:
    print(e)
f([3, 2, 1])
