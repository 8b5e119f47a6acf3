l = [3, 1, 2]
print(l + [4], l * 2, l[::-1], l[-1], l.index(1), l.count(3), l.copy(), sorted(l), l.pop(), l.pop(0), l)
l.append(5); l.extend('ab'); l.insert(0, 'x'); l.insert(100, 'end'); l.insert(-1, 'm'); print(l); l.remove('x'); l.reverse(); print(l); l.clear(); print(l)
l = [5, 2, 9]; l.sort(); print(l); l.sort(reverse=True); print(l); l.sort(key=lambda x: -x); print(l, l.sort())
l[1:1] = [7, 8]; print(l); l[::2] = [0, 0, 0]; print(l); del l[1:3]; print(l); l[:] = []; print(l)
l = [1, 2, 3]
for f in (lambda: l[5], lambda: l['a'], lambda: l.pop(10), lambda: [].pop(), lambda: l.remove(9), lambda: l.index(9), lambda: l.insert('a', 1), lambda: l + 1, lambda: l * 'a', lambda: l.sort(5), lambda: l.sort(key=5), lambda: [1, 'a'].sort(), lambda: l.append(), lambda: l.append(1, 2), lambda: l.extend(5), lambda: l < 1, lambda: l < [1, 'a'], lambda: l[1:2:0], lambda: l['a':], lambda: l.index(1, 5), lambda: l.pop('a'), lambda: l.copy(1), lambda: [] > [], lambda: [1] == (1,), lambda: l.count(), lambda: -l, lambda: l()):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
try: l[0:2:2] = [1, 2]
except ValueError as e: print(e)
try: l[5] = 1
except IndexError as e: print(e)
try: del l[9]
except IndexError as e: print(e)
a = b = [1]; a += [2]; print(b, a is b); a = a + [3]; print(b)
print([1, 2] < [1, 3], [1] < [1, 0], [[1], [2]] == [[1], [2]], [x for x in range(10) if x % 2 if x > 3], [[i * j for j in range(3)] for i in range(2)], [*range(3), *'ab'])
x = [1, 2, 3]
for i in x:
    if i == 2: x.remove(2)
print(x, x.__len__(), list('abc'), list({1: 2}), list((1,)), [None] * 3)
