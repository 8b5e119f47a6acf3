a = []
b = []
a.append(b); b.append(a)
try:
    a == b
except RecursionError as e:
    print(e)
l = []
for i in range(2000): l = [l]
try:
    print(repr(l)[:5])
except RecursionError as e:
    print(e)
try:
    l == [l]
    print('ok')
except RecursionError as e:
    print(e)
