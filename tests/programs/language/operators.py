a, b = 7, 3
print(a + b, a - b, a * b, a / b, a // b, a % b, a ** b, a & b, a | b, a ^ b, a << b, a >> b, -a, +a, ~a)
print(a == b, a != b, a < b, a <= b, a > b, a >= b, not a, a and b, a or b, a is b, a is not b, a in [7], b not in [7])
print(2 + 3 * 4 ** 2 / 8 - 1, (2 + 3) * 4, -2 ** 2, 2 ** 3 ** 2, 10 - 5 - 2, 2 * 3 % 4, 7 // 2 * 2, not 1 == 2, 1 + 2 << 1, 6 & 3 == 3)
print(1 < 2 == True, (1 < 2) == True, 1 if 0 else 2 if 0 else 3, 'a' + 'b' * 2, [1] * 2 + [2], 'x' in 'xy' and 'z', 1 or 1 / 0)
print('abc'[1], [1, 2, 3][-1], {'a': {'b': 1}}['a']['b'], (1, 2, 3)[1:], 'hello'[1:-1], [1, 2, 3][::-1], 'abc'[:2] + 'z')
print(True == 1, True is True, None == 0, '' == [], 1.0 == 1, 'a' != 'b', [1, [2]] == [1, [2]], (1, 2) == [1, 2])
x = y = []
print(x is y, x == [], x is [], x is not None)
print((lambda n: n * 2)(4), (lambda: None)(), [f(2) for f in (lambda v: v + 1, lambda v: v * v)])
print(1_000, 0xff, 0b11, 0o17, 1e3, .5, 5., 'con' 'cat', ...)
