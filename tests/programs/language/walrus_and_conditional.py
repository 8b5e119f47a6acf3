values = [1, 5, 2, 8]
print([y for x in values if (y := x * 2) > 4], y)
print(best if (best := max(values)) > 5 else 'small', best)
if (n := len(values)) > 3 and (m := n + 1):
    print(n, m)


def f(x):
    return (y := x + 1) * y


print(f(2), any((found := v) > 4 for v in values), found)
i = 0
while (i := i + 1) < 4:
    print(i, end=' ')
print('odd' if n % 2 else 'even', 'a' if 0 else 'b' if 1 else 'c')
print((lambda: (z := 3) + z)())
