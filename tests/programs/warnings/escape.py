print("\d", '\w+', b'\q')
