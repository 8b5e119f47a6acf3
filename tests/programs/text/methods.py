s = '  Hello, World  '
print(repr(s.strip()), repr(s.lstrip()), repr(s.rstrip()), s.strip().lower(), s.upper(), s.strip().swapcase())
t = 'banana'
print(t.count('an'), t.find('n'), t.rfind('n'), t.index('a', 2), t.find('z'), t.replace('a', 'o'), t.replace('a', 'o', 1))
print(t.startswith('ba'), t.endswith(('x', 'na')), t.startswith('na', 2), 'a,b,,c'.split(','), 'a b  c'.split(), 'a b c'.split(' ', 1))
print('a-b-c'.rsplit('-', 1), 'k=v=w'.partition('='), 'k=v=w'.rpartition('='), 'none'.partition('='), 'x\ny\r\nz'.splitlines())
print('-'.join(['a', 'b']), ''.join('abc'), 'ab'.center(7, '*'), 'ab'.ljust(5, '.'), 'ab'.rjust(5), '7'.zfill(3), '-7'.zfill(4))
print('abc'.isalpha(), '12'.isdigit(), 'a1'.isalnum(), ' '.isspace(), 'Ab'.istitle(), 'ab'.islower(), 'AB'.isupper(), ''.isalpha())
print('hello world'.title(), 'hELLO'.capitalize(), 'prefix-x'.removeprefix('prefix-'), 'x.py'.removesuffix('.py'), 'xxhixx'.strip('x'))
print('abc'[::-1], 'abcdef'[1:5:2], 'abc'[-1], 'abc'[5:], 'ab' * 3, 'a' in 'abc', 'abc' < 'abd', 'Z' < 'a', len('日本語'), '日本語'[1])
print(repr('it\'s'), repr("a\"b'c"), repr('tab\tnew\nback\\'), repr('\x00\x7f'), repr('é日\u200b'), '\u00e9', '\N{BULLET}', r'raw\n', 'a''b')
print(ord('a'), chr(8364), ord('日'), [c for c in 'xyz'], list('ab'), sorted('hello'), max('abc'), 'abc'.encode(), 'é'.encode(), b'ab'.decode())
print('a\tb', 'line1\
continued', """triple 'quoted'
two""", 'x'.encode().hex())
print('%s' % 'a' 'b', 'one' 'two', str(5) + '5', str([1, 'a', None]), str({'a': (1,)}), str(b'x'), str(True))
print('½'.isnumeric(), 'ß'.upper(), 'İ'.lower() == 'i̇')
