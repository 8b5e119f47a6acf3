d = {'a': 1, 'b': 2}
d['c'] = 3
d.update({'a': 9}, z=5)
d.update([('y', 6)])
print(d, len(d), 'a' in d, 1 in d, d.get('q'), d.get('q', 0), d.pop('z'), d.pop('none', 'default'), d)
print(list(d), list(d.keys()), list(d.values()), list(d.items()), d.keys(), d.values(), d.items())
print(d.setdefault('a', 0), d.setdefault('new', []), d, d.popitem(), d.copy() == d, {**d, 'b': 0}, dict(d, e=5), d | {'m': 1})
for key in sorted(d, key=d.get, reverse=True):
    print(key, d[key], end=' ')
print()
print(dict([(1, 2), (3, 4)]), dict(a=1), dict(zip('ab', [1, 2])), {x: x * x for x in range(3)}, dict.fromkeys('ab', 0), dict.fromkeys([1]))
print({1: 'int', 1.0: 'float', True: 'bool'}, {0: 'a', False: 'b'}, {'1': 1, 1: '1'})
print({'a': 1, 'b': 2} == {'b': 2, 'a': 1}, {} == {}, {1: 2} != {1: 3})
del d['a']
d['a'] = 'again'
print(d, list(reversed(d)), max(d), min(d.values(), key=str))
groups = {}
for word in 'one two three four five six'.split():
    groups.setdefault(len(word), []).append(word)
print(groups, sorted(groups.items()), {v: k for k, v in {'x': 1}.items()})
d |= {'k': 1}
print(d, d.keys() & {'k', 'n'}, sorted(d.keys() | {'n'}), ('k', 1) in d.items(), len(d.keys()), 1 in d.values())
d.clear()
print(d, bool(d))
nested = {'a': {'b': {'c': [1, {'d': 2}]}}}
print(nested['a']['b']['c'][1]['d'], nested)
