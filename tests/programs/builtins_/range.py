print(range(5), range(1, 5), range(1, 10, 2), list(range(10, 0, -3)), range(0))
for a in ((), (1, 2, 0), ('a',), (1.0,), (1, 2, 3, 4)):
    try: print(range(*a))
    except Exception as e: print(type(e).__name__, e)
r = range(0, 20, 3)
print(len(r), r[1], r[-1], r[1:3], r[::-1], 9 in r, 10 in r, r.index(9), r.count(3), r == range(0, 21, 3), range(0) == range(2, 2), r.start, r.stop, r.step, bool(range(0)))
try: r[10]
except IndexError as e: print(e)
try: r.index(5)
except ValueError as e: print(e)
try: r[0] = 1
except TypeError as e: print(e)
print(sum(range(101)), max(range(3)), sorted(range(3), reverse=True), 3.0 in range(5), 'a' in range(3))
