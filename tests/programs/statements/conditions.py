for n in range(-2, 7):
    if n < 0:
        word = 'negative'
    elif n == 0:
        word = 'zero'
    elif n % 2:
        word = 'odd'
    else:
        word = 'even'
    print(n, word, 'big' if n > 4 else 'small')
print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 >= 2 != 1, 1 == 1.0 == True)
x = 1
print([] or 'empty', [0] and 'full', not '', not 'a', None or 0 or '' or 'last')
print(1 if [] else 2, 'x' in 'xyz', 'b' not in 'abc', 3 in (1, 2, 3), 4 in {4: 1}, None is None, x is not None)


def told(value):
    print('told', value)
    return value


told(0) and told(1)
told(2) or told(3)
told(1) < told(0) < told(5)
if (n := 10) > 5:
    print(n)
while (n := n - 3) > 0:
    print(n, end=' ')
print()
print([half for value in range(6) if (half := value // 2) > 0], half)
