print('%d %i %5d %-5d| %05d %+d % d %x %X %#x %o %c %c %s %r %a %%' % (5, 5.9, 5, 5, 5, 5, 5, 255, 255, 255, 8, 65, 'B', 'x', 'x', 'é'))
print('%f %.2f %8.3f %-8.1f| %e %E %g %G %.3g %g' % (1.5, 1.555, 1.5, 1.5, 12345.678, 12345.678, 1e-5, 1e20, 1234567, 100000))
print('%s' % 5, '%s %s' % (1, [2]), '%(a)s %(b)05.1f' % {'a': 1, 'b': 2}, '%s' % (1,), '%s' % [1, 2], '%5s|%-5s|%.2s' % ('ab', 'ab', 'abc'), '%*d' % (5, 3), '%.*f' % (2, 3.14159), '%s' % None, '%d' % True, '%i' % 10**20, '%x' % -255)
for f in (lambda: '%d' % 'a', lambda: '%s %s' % 1, lambda: '%s' % (1, 2), lambda: '%d' % None, lambda: '%z' % 1, lambda: '%' % 1, lambda: '%(a)s' % 5, lambda: '%(a)s' % {}, lambda: '%c' % 'ab', lambda: '%c' % 1.5, lambda: '%x' % 1.5, lambda: '%f' % 'a', lambda: '%d %d' % (1,), lambda: 'abc' % 1, lambda: 'abc' % (), lambda: 'abc' % [1], lambda: 'abc' % {'a': 1}, lambda: '%s' % (), lambda: '%*d' % ('a', 1), lambda: '%d' % float('inf'), lambda: '%d' % float('nan')):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
