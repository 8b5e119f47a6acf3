def f(x=(1 is 1)):
    return x is 'a'
class A:
    y = [1, 2] ['a', 'b'] if False else 0
def g():
    try:
        return 1
    finally:
        5 is 5
lambda: 3 ()
print(f(), A.y, g(), [x for x in [1] if x is 1])
assert ()
print(f'{1 is 1}')
