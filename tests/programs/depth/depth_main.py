depth = 0
def f():
    global depth
    depth += 1
    f()
try:
    f()
except RecursionError as e:
    print(depth, e)
def g(n):
    try:
        return g(n + 1)
    except RecursionError:
        return n
print(g(0))
