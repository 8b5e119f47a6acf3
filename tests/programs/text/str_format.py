print('{} {}'.format(1, 'a'), '{1} {0} {1}'.format('x', 'y'), '{a} {b!r}'.format(a=1, b='q'), '{{}}'.format())
print('{:>5}|{:<5}|{:^5}|{:05d}|{:.2f}|{:,}'.format('a', 'b', 'c', 42, 3.14159, 1234567))
print('{0[0]} {0[1]} {1[key]} {2.real}'.format([1, 2], {'key': 'v'}, 5))
print('{:{}}|{:{w}.{p}f}'.format('a', 5, 2.5, w=8, p=2))
print('{0!s:>4}|{0!r:>4}'.format('a'))
for template in ('{} {0}', '{0} {}', '{', '}', '{a}', '{5}', '{!z}', '{:q}', '{0.missing}', '{0[9]}'):
    try:
        print(template.format([1]))
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        print(template, type(error).__name__, error)
