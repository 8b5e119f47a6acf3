import sys
class MyError(Exception):
    pass
def a(n):
    if n == 0:
        raise MyError("deep", n)
    a(n - 1)
def b():
    x = 1
    y = (x +
         undefined)
try:
    b()
except NameError:
    pass
a(5)
