d = {'a': 1, 'b': 2}
print(d, d['a'], d.get('z'), d.get('z', 0), d.keys(), d.values(), d.items(), list(d), len(d), 'a' in d, 1 in d.values(), d.pop('a'), d, d.setdefault('c', []), d.setdefault('b'), d.popitem(), d)
d.update({'x': 1}, y=2); d.update([('k', 'v')]); d.update(z=3); print(d, d | {'x': 9}, {**d, 'n': 0}, dict(a=1), dict([(1, 2)]), dict({1: 2}, b=3), dict.fromkeys('ab'), dict.fromkeys([1], 0), {1: 'a', 1.0: 'b', True: 'c'}, d == dict(d), {} == [], dict(zip('ab', [1, 2])))
d |= {'q': 5}; print(d, list(reversed(d)), sorted(d), max(d), d.copy() is d)
for f in (lambda: d['nope'], lambda: d.pop('nope'), lambda: d.pop('nope', None), lambda: {}.popitem(), lambda: {[]: 1}, lambda: d[[]], lambda: dict(5), lambda: dict([1]), lambda: dict([(1, 2, 3)]), lambda: dict(['ab', 'cd']), lambda: d.update(5), lambda: d + d, lambda: d < d, lambda: d.get(), lambda: d.keys()[0], lambda: d.setdefault(), lambda: d | 5, lambda: {}[0], lambda: d.get([]), lambda: [] in {}, lambda: d.pop()):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
for k in list(d): del d[k]
print(d, {k: v for k, v in [(1, 2), (1, 3)]}, {'a': {'b': [1]}}['a']['b'][0], {1: 2}.keys() & {1, 3}, {1: 2}.keys() | {3}, {1: 2}.items() == {1: 2}.items(), {1, 2} - {1: 0}.keys())
