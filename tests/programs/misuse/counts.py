import math


def check(call, *args):
    try:
        print(call(*args))
    except Exception as error:
        print(type(error).__name__, error)


check([1].clear, 1)
check([1].reverse, 1)
check([1].copy, 1)
check([].pop, 'a')
check(set().pop, 1)
check(set().clear, 1)
check({}.keys, 1)
check('a'.upper, 1)
check(math.sqrt)
check(math.sqrt, 1, 2)
check(math.floor)
check(math.isnan, 1, 2)
check(math.atan2, 1)
check(math.pow, 1)
check(math.fmod, 1, 2, 3)
check(math.hypot, 3, 4)
check(math.gcd, 12, 18)
