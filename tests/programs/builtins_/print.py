print(); print(''); print('a', 'b', sep=''); print('a', 'b', sep=None, end=None); print(1, None, True, 1.0, [1], sep='|')
for kw in ({'sep': 5}, {'end': 5}, {'foo': 1}):
    try: print(1, 2, **kw)
    except TypeError as e: print(e)
print('x', file=None)
print(*[1, 2, 3], sep='\n')
print('a\tb\\n', "it's", 'say "hi"', '''tri''')
print(print('inner'))
