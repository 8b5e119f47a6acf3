def f(*a, **k): return a, k
class C:
    def m(self): pass
c = C()
for text, run in [('f5', lambda: f(*5)), ('ff5', lambda: f(**5)), ('pr', lambda: print(*5)), ('len', lambda: len(*None)), ('m', lambda: c.m(*1.5)), ('mk', lambda: c.m(**[1])), ('C', lambda: C(*3)), ('lam', lambda: (lambda: 0)(*3)), ('k1', lambda: f(**{1: 2})), ('dup', lambda: f(a=1, **{'a': 2})), ('dup2', lambda: f(**{'a': 1}, **{'a': 2})), ('two', lambda: f(*[1], *5)), ('list', lambda: [*5]), ('tup', lambda: (*5,)), ('dict', lambda: {**5}), ('app', lambda: [].append(*5)), ('up', lambda: 'a'.upper(*5))]:
    try:
        print(text, run())
    except TypeError as e:
        print(text, e)
