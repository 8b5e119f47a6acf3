print(1 == 1.0, '1' == 1, None == False, [] == (), {} == set(), 1 < 2 < 3, 3 > 2 < 4, 1 != 1.5, 'a' < 'b' < 'c')
print([1, 2] < [1, 2, 0], (1, 'a') < (1, 'b'), 'abc' < 'abcd', [] < [0], [[1], 2] == [[1], 2], {1: [2]} == {1: [2]}, {1, 2} < {1, 2, 3})
print(True == 1, True < 2, False == 0, float('nan') != float('nan'), 0.1 + 0.2 == 0.3, 10 ** 20 == 1e20, 10 ** 20 + 1 > 1e20)
x = float('nan')
print(x in [x], [x] == [x], x == x, min(x, 1), max(1, x))
print(None is None, not None, not 0, not [0], not '')
for pair in ((1, 'a'), ([], 1), (None, 1), ({}, {}), ((1,), [1]), (print, len), ('a', b'a')):
    try:
        print(pair[0] < pair[1])
    except TypeError as error:
        print(error)
print((1, 2, 3) > (1, 2), sorted([(1, 'b'), (1, 'a'), (0, 'z')]), max([[1], [1, 0], [0, 5]]))
