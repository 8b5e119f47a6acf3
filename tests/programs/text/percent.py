print('%s %d %i %5d|%-5d|%05d|%+d|% d' % ('a', 1, 2, 3, 4, 5, 6, 7))
print('%x %X %o %#x %c %c %r %s%%' % (255, 255, 8, 255, 'z', 65, 'q', None))
print('%f %.2f %10.3f|%-10.1f|%e %.1e %g %g' % (1.5, 2.345, 3.14159, 2.5, 12345.678, 0.00012, 1e10, 0.5))
print('%10s|%-10s|%.2s|%5.1s|' % ('right', 'left', 'cut', 'both'))
print('%(a)s and %(b)03d' % {'a': 'x', 'b': 7})
print('%s' % [1, 2], '%s %s' % (1, (2, 3)), '%s' % (('t',),), '%d%%' % 50, '%*d|%-*d|' % (5, 1, 4, 2))
print('%d' % 3.99, '%s' % 1.0, '%d' % True, '%s' % b'x', 'plain %' % () if False else 'skip')
for template, values in (('%d', 'a'), ('%s %s', (1,)), ('%s', (1, 2)), ('%q', 1), ('%', 1), ('%d %s', (1, 2, 3)),
                         ('%(a)s', {}), ('%c', 'ab'), ('%x', 1.5), ('%f', 'a')):
    try:
        print(template % values)
    except (TypeError, ValueError, KeyError) as error:
        print(type(error).__name__, error)
