print(bool([]), bool([0]), bool({}), bool(''), bool(' '), bool(0.0), bool(None), bool(print), bool(range(0)), bool(b''), bool((0,)), bool(set()))
print(None, [None], str(None), None == None, type(None).__name__, not None, None or 'x', None and 'y')


class Empty:
    def __len__(self):
        return 0


print(bool(Empty()), 'empty' if not Empty() else 'full', [x for x in (0, 1, None, 'a', []) if x])
print(True + 1, sum([True, True, False]), True * 'x', int(True), [10, 20][True], {True: 'yes'}[1], str(False), isinstance(True, int))
