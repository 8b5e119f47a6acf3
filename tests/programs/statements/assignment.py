a = b = c = 1
a += 1
x, y = 1, 2
x, y = y, x
first, *rest = [1, 2, 3]
*init, last = 'abc'
head, *middle, tail = range(5)
(p, q), r = (1, 2), 3
[s, t] = [4, 5]
items = [0] * 3
items[1] = 9
items[0], items[2] = items[1], items[0] + 1
table = {}
table['k'] = table['j'] = 5
n: int = 7
m: 'list of int'
print(a, b, c, x, y, first, rest, init, last, head, middle, tail)
print(p, q, r, s, t, items, table, n)
items += [4]
alias = items
alias += (5, 6)
print(items is alias, items)
w = 10
w -= 3; w *= 2; w //= 3; w **= 3; w %= 50; w <<= 2; w >>= 1; w |= 1; w &= 0xff; w ^= 3
print(w)
f = 7
f /= 2
print(f)
i = 0
i, items[i] = 1, 'swapped'
print(i, items)
