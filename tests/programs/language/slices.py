s = 'abcdefghij'
values = list(range(10))
for a, b, c in [(None, None, None), (2, 5, None), (None, -3, None), (-3, None, None), (8, 2, -2), (None, None, -1), (20, 30, None), (-100, 100, 3), (5, 5, 1), (0, None, 4), (-1, -5, -1)]:
    print(s[a:b:c], values[a:b:c], tuple(values)[a:b:c], range(10)[a:b:c])
print(s[:3], s[3:], s[:], s[::3], s[-2], s[1:][0])
values[2:5] = []
print(values)
values[1:1] = 'xy'
print(values)
values[::3] = [0] * len(values[::3])
print(values)
del values[-2:]
print(values)
values[5:2] = ['odd']
print(values)
