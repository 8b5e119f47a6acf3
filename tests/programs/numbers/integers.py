print(2 ** 100, -2 ** 63, 10 ** 30 // 7, 10 ** 30 % 7, -7 // 2, -7 % 3, 7 // -2, 7 % -3)
print(divmod(-17, 5), divmod(17, -5), pow(3, 200, 1000), pow(2, -1), pow(7, -1, 26))
print(0x1f, 0b1010, 0o17, 1_000_000, int('ff', 16), int('-12'), int(' 7 '), int('0b11', 0), int('1_0'), int(3.99), int(-3.99))
print(hex(255), hex(-255), bin(10), bin(-3), abs(-5), (5).bit_length(), (255).bit_length())
print(5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 70, -1 >> 1, (1 << 70) >> 68, -5 & 0xff)
print(7 / 2, 6 / 3, 10 ** 20 / 3, 2 ** 0.5, 2 ** -1, 0 ** 0, (-8) ** 2, -8 ** 2)
print(True + True, True * 5, int(True), bool(0), bool(-1), True & False, True | 2, isinstance(True, int))
print(round(2.5), round(3.5), round(-2.5), round(1234, -2), round(1250, -2), round(1350, -2), round(7))
print(sum(range(101)), max(3, 1, 2), min([4, 2, 8]), sum([1.5, 2]), sum([], 10))
print(123456789 ** 5, 12345678901234567890 * 98765432109876543210, (2 ** 64 - 1) // (2 ** 32 + 1))
print(1000000007 * 998244353 % 12345, -(-5), +5, - -5)
print(10 ** 18 == 10.0 ** 18, 2 ** 53 + 1 == float(2 ** 53), 1 == True, 0 == False, 3 < 3.5, 2 ** 70 > 1e21)
print(str(10 ** 50), repr(-0), len(str(3 ** 1000)))
x = 5
x **= 3
x //= 2
print(x, x.__class__.__name__)
print(int(1e20), int(-1e20), int('123' * 10), float(10 ** 22), float(123456789012345678))
