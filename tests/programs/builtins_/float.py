for a in ('1.5', ' -2e3 ', 'nan', 'inf', '-Infinity', '1_0.5', 'x', '', '1e400', '.5', '5.', '1e', None, [], 10**400, True, '1,5'):
    try: print(repr(a)[:20], float(a))
    except Exception as e: print(repr(a)[:20], type(e).__name__, e)
print(0.1 + 0.2, 1e16, 1e15, 123456789012345678.0, 1e-5, 0.0001, 1/3, -0.0, 5e-324, 1.7976931348623157e308 * 10, 2.5 // 1, -2.5 // 1, 2.5 % 1, -2.5 % 1, 1e308 * 10 - 1e308 * 10)
print((2.0).is_integer(), (2.5).is_integer(), round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234.5, -2), round(5, -1), round(15, -1), round(25, -1), round(1e20), round(0.5), round(1.5, 0), round(7), round(2.5, None))
for x in (('a',), (1, 'a'), (float('nan'),), (None,), (1.5, 1.5)):
    try: print(round(*x))
    except Exception as e: print(type(e).__name__, e)
print(1.0 == 1, 3 == 3.0000000000000001, float('nan') == float('nan'), 1e3, 1e22, 1e23, 100000000000000000000.0)
