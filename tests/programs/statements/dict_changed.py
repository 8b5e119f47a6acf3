d = {1: 1}
try:
    for key in d:
        d[key + 1] = 2
except RuntimeError as error:
    print(error)
s = {1}
try:
    for key in s:
        s.add(key + 100)
except RuntimeError as error:
    print(error)
values = [1, 2]
for v in values:
    if len(values) < 6:
        values.append(v * 10)
print(values)
