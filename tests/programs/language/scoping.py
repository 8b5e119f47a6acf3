x = 'global'
def f():
    print(x)
def g():
    global x, newg
    x = 'changed'; newg = 1
def h():
    try: print(x); x = 1
    except UnboundLocalError as e: print(e)
f(); g(); f(); h(); print(newg)
class K:
    x = 'class'
    y = [x for _ in range(1)] if False else x
    def m(self): return x
print(K.y, K().m())
print([x for x in range(3)], x)
if (n := 10) > 5: print(n)
print([y := 1, y ** 2], y)
def outer():
    v = 1
    def mid():
        def inner():
            nonlocal v
            v += 1
            return v
        return inner
    i = mid(); i(); return i(), v
print(outer())
del x
try: print(x)
except NameError as e: print(e)
for i in range(3): pass
print(i)
def d():
    v = 1
    del v
    try: return v
    except UnboundLocalError as e: return str(e)
print(d())
print((lambda a, b=n: (a, b))(1))
try:
    def q(): return undefined_thing
    q()
except NameError as e: print(e)
while True:
    break
else: print('no')
for _ in []: pass
else: print('yes')
