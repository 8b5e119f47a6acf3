# Statements, operators, numbers.
print(1, 2.0, 1e16, 1e-5, 123456789.123, -0.0, 1/3, 2**100, 10**20 // 3, -7 // 2, -7 % 3, 7.5 % -2, 7 // 0.5)
print(True + 1, True & False, 5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 70, (1 << 70) >> 68, not 1, -True)
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0, 'a' < 'b', (1, 2) < (1, 3), [1] == [1], 1 in (1, 2), 3 not in [1], None is None)
print(0.1 + 0.2, 1e300 * 1e10, float('inf'), float('nan'), 5 / 2, 4 / 2, 2 ** -1, 2 ** 0.5)
print(int('42'), int('ff', 16), int(3.9), int(-3.9), float('1.5'), str(5), bool(''), bool([0]), int('0b11', 0))
print(round(2.5), round(3.5), round(2.675, 2), round(1234.5678, -2), round(15, -1), abs(-3), divmod(17, 5), pow(2, 10, 1000))
print(min(3, 1, 2), max([1, 5, 2]), sum([1, 2, 3]), sum([0.1] * 3), sum([], 5), len('abc'), len({1: 2}))
a = b = 3
a += 2; b -= 1; a *= b; a //= 3; a **= 2; a %= 7; a <<= 2; a |= 1
print(a, b)
x, y = 1, 2
x, y = y, x
(p, q), *rest = (1, 2), 3, 4, 5
first, *mid, last = range(5)
print(x, y, p, q, rest, first, mid, last)
print([1, 2, 3][1], [1, 2, 3][-1], 'hello'[1:3], 'hello'[::-1], (1, 2, 3)[:2], [1, 2, 3, 4, 5][::2], 'abc'[-2:])
l = [1, 2, 3, 4]
l[1:3] = [9, 9, 9]
del l[0]
l[0] += 1
print(l, l * 2, [0] * 3 + [1])
n = 0
while True:
    n += 1
    if n % 2:
        continue
    if n > 6:
        break
else:
    print('never')
print(n)
for i in range(3):
    pass
else:
    print('else', i)
for i, c in enumerate('ab', 1):
    print(i, c)
for i, j in zip([1, 2], 'xyz'):
    print(i, j)
print(1 if n else 2, n and 0, n or 5, [] or 'empty', 0 or None)
print((lambda a, b=2: a + b)(1), (y := 5) + y)
print(hex(255), oct(8), bin(5), chr(65), ord('a'), repr('it\'s'), repr("a\n\t\\"), repr('"\''), ascii('é'))
assert n, 'fine'
print(..., None, NotImplemented, type(1), type('a'), type(None), int, ValueError)
print(isinstance(True, int), isinstance(1, (str, float)), issubclass(bool, int), callable(print), callable(3))
del x
try:
    print(x)
except NameError as e:
    print(e)
print(10 ** 18 * 10, 9223372036854775807 + 1, -9223372036854775808 - 1, 3 * 10**18 * 7)
print(1_000_000, 0xff, 0o17, 0b101, 1e3, .5)
print(hash(1) == hash(1.0), hash('a') == hash('a'), hash((1, 2)), hash(-1), hash(2**61), hash(0.5))
print({3, 1, 33}, {5, 2, 100, 64, 7, 1000}, set(range(20)), {0, 8, 16, 24})
print(sorted({'b': 1, 'a': 2}), list(reversed([1, 2, 3])), list(map(str, range(3))), list(filter(None, [0, 1, 2])))
print(any([0, 1]), all([]), list(zip()), list(range(5, 0, -2)), range(3), range(1, 10, 2)[2], 5 in range(10))
print(list(map(lambda a, b: a + b, [1, 2], [3, 4])), sorted('hello'), sorted([3, 1, 2], reverse=True))
print(sorted(['bb', 'a', 'ccc'], key=len), min('abc', key=lambda c: -ord(c)), max([1, -5], key=abs), max([], default=7))
it = iter([1, 2])
print(next(it), next(it), next(it, 'done'))
print(bytes([1, 2, 255]), b'abc'[0], b'a' + b'b', 'é'.encode(), b'\xc3\xa9'.decode())
print(123 .bit_length(), (2.0).is_integer(), 1.5.is_integer())
print(type([]) is list, type(3) == int, str(type(2.5)))
print(id(a) == id(a), [1, [2, [3]]], {'a': {'b': (1,)}}, (), [], {}, set(), frozenset({1}))
print(1.0, 100.0, 1e15, 1e17, 1.5e-7, 123456789012345680.0, 3.0e-10)
print(-5 % 3, 5 % -3, -5 // 3, 5.5 // 2, -5.5 % 2, 2 ** 10, (-2) ** 3, 0 ** 0)
