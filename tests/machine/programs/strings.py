# Text: methods, formatting.
s = '  Hello, World  '
print(s.strip(), s.lower(), s.upper(), s.lstrip() + '|', s.rstrip() + '|', len(s))
print('a,b,,c'.split(','), ' a  b '.split(), 'a-b-c'.split('-', 1), 'a-b-c'.rsplit('-', 1), 'x\ny\n'.splitlines())
print('-'.join(['a', 'b']), 'aXbX'.replace('X', '-'), 'abc'.find('c'), 'abc'.find('z'), 'abcabc'.rfind('b'), 'banana'.count('an'))
print('abc'.startswith('ab'), 'abc'.endswith(('x', 'c')), 'abc'.index('b'), 'Ab'.swapcase(), 'hello world'.title(), 'hello'.capitalize())
print('x'.center(5, '*'), 'ab'.center(5), 'x'.ljust(3) + '|', 'x'.rjust(3), '42'.zfill(5), '-42'.zfill(5))
print('123'.isdigit(), 'abc'.isalpha(), 'a1'.isalnum(), ' '.isspace(), 'AB'.isupper(), 'ab'.islower(), ''.isdigit())
print('k=v=w'.partition('='), 'k=v=w'.rpartition('='), 'prefix-x'.removeprefix('prefix-'), 'a.py'.removesuffix('.py'))
print('%s is %d years, %5.2f|%-5s|%05d|%x|%r|%%|%+d' % ('Bob', 42, 3.14159, 'ab', 42, 255, 'q', 5))
print('%(a)s-%(b)03d' % {'a': 1, 'b': 2}, '%s' % [1, 2], '%s %s' % ('a', (1, 2)), '%c' % 'x', '%e' % 12345.678, '%g' % 0.00001)
print('{} {1} {0}'.replace('{} ', '').format('a', 'b'), '{:>5}|{:<5}|{:^5}|{:*^7}'.format(1, 2, 3, 'x'), '{x!r:>6}'.format(x='q'))
print('{0[1]} {1[k]} {{}}'.format([1, 2], {'k': 'v'}), '{:,}'.format(1234567), '{:.3f}'.format(2), '{:08.3f}'.format(3.14159))
n, f = 42, 3.14159
print(f'{n} {f:.2f} {n:>6} {n:<6}| {n:^6} {n:06d} {n:x} {n:#x} {n:b} {n:,} {f:e} {f:g} {f:10.3f} {0.25:%} {1234567.891:,.2f}')
print(f'{n!r} {"a"!r:>5} {n=} {n + 1 = } {f:{n}.{2}f}', f'{{}}', f"{'nested ' + str(n)}", f'{True} {None} {[1]} {n:+}')
w = 10
print(f'{"x":*<{w}}|{"y":>{w}}|{12:>+5}|{-3:05}|{1e10}|{1e-7:.1e}|{float("inf")}')
print('abc' * 2, 'a' in 'abc', 'abc' < 'abd', 'ab' 'cd', 'tab\tnew', r'raw\n', '中文', len('中文'), '中文'[0], '\u00e9', 'a' * 0)
print("multi\
line", """triple
quoted""")
print(str(3.0), str(None), repr('a'), str([1, 'a', None, 2.5]), repr({'k': 'v'}), str((1,)), repr(b'x\x00\n\''))
for c in 'hi':
    print(c, end=';')
print()
print(','.join(str(i) for i in range(3)), ''.join(reversed('abc')), ' '.join(map(str, [1, 2])))
print('a\tb'.expandtabs(4), 'abc'.isidentifier(), 'Hello'.casefold(), 'a b c'.split(maxsplit=1), 'x'.join(''))
print(format(3.14159, '.2f'), format(42, 'b'), format('s', '>3'), f'{3.0}', f'{3:.1f}', f'{1/3:.3}', f'{100000000.0:.3}', f'{5:c}' if False else '')
print('%5s|%-5s|%.2s' % ('a', 'b', 'xyz'), '%3d|%-3d|' % (1, 2), '%.3d' % 5, '%i' % 3.7)
print(f'{1e100:.0f}'[:5], f'{2**70:,}', f'{-1234.5:,.1f}', f'{0:.2%}', f'{12345678:_}', f'{255:08b}', f'{"é":>3}')
