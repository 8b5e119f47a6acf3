for i in range(3):
    for j in range(3):
        if j == 1:
            continue
        if i == 2:
            break
        print(i, j)
    else:
        print('inner done', i)
else:
    print('outer done')
for i in []:
    pass
else:
    print('empty', 'i' in 'i')
n = 5
while n:
    n -= 1
    if n == 2:
        break
else:
    print('never')
while n:
    n -= 1
else:
    print('zero')
for a, (b, c) in [(1, (2, 3)), (4, (5, 6))]:
    print(a, b, c)
for k, v in {'x': 1, 'y': 2}.items():
    print(k, v)
for i, ch in enumerate('ab', 1):
    print(i, ch)
for first, *others in ['abc', (1,)]:
    print(first, others)
for i in reversed(range(0, 10, 3)):
    print(i, end=',')
print()
data = [1, 2, 3, 4]
for item in data[:]:
    if item % 2:
        data.remove(item)
print(data)
for data[0] in range(3):
    pass
print(data)
