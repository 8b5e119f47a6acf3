import sys

print()
print('')
print('a', 'b', 3, None, [1], sep='-', end='!\n')
print('x', end='')
print('y', end='', sep='')
print()
print('a', 'b', sep='')
print('a', 'b', sep='\n')
print(*[1, 2, 3], sep=', ')
print('err', file=sys.stderr)
print('out', file=sys.stdout, flush=True)
print('none', sep=None, end=None)
sys.stdout.write('written\n')
print(sys.stdout.write('four') == 4)
sys.stdout.flush()
sys.stderr.write('to stderr\n')
print(print('inner'), 'outer')
for bad in ({'sep': 1}, {'end': 1}, {'wrong': 1}):
    try:
        print('a', **bad)
    except TypeError as error:
        print(error)
print('tab\there', 'uni ☃ 日本', 'nul' + chr(0) + 'end')
print(1, 2.0, True, 1e100, -0.0, 'a\\b')
