s = {3, 1, 2}
print(s, len(s), 1 in s, s | {9}, s & {1, 5}, s - {1}, s ^ {1, 7}, s <= {1, 2, 3, 4}, s < s, s >= {1}, s == {1, 2, 3}, s.union([7], (8,)), s.intersection([1]), s.difference([1]), s.symmetric_difference([1]), s.issubset(range(5)), s.issuperset([1]), s.isdisjoint([9]), set('aab') == {'a', 'b'}, set(), {*[1, 2], *[2]}, sorted({x % 3 for x in range(9)}))
s.add(5); s.discard(99); s.remove(5); s.update([7, 8], [9]); s.difference_update([7]); s.intersection_update([1, 2, 8]); s.symmetric_difference_update([1, 4]); print(s); t = s.copy(); t.clear(); print(t, s.pop() in (2, 4, 8))
s |= {100}; s -= {100}; s &= {2, 4, 8}; s ^= {2}
for f in (lambda: s.remove(99), lambda: set().pop(), lambda: {[]}, lambda: s + s, lambda: s | [1], lambda: s.add([]), lambda: s.add(), lambda: s[0], lambda: set(5), lambda: s < 5, lambda: {1} < [1], lambda: s.update(5), lambda: {set()}, lambda: s.union(5), lambda: [] in s, lambda: set() in {1}, lambda: s.discard([]), lambda: s * 2):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
