try:
    5 ()
except TypeError as e:
    print(e)
try:
    'a' 'b' (3)
except TypeError as e:
    print(e)
try:
    [1, 2] [1, 2]
except TypeError as e:
    print(e)
try:
    (1, 2) (3)
except TypeError as e:
    print(e)
try:
    'abc' ['a']
except TypeError as e:
    print(e)
try:
    [(1, 2) (3, 4)]
except TypeError as e:
    print(e)
try:
    {1: 2} ()
except TypeError as e:
    print(e)
