from functools import partial
from multiprocessing import Pool


def power(base, exponent, *, offset=0):
    return base ** exponent + offset


square = partial(power, exponent=2)
print(square(5), square(3, offset=1), partial(power, 2)(5), partial(power, 2, 3)(offset=4))
print(square.func is power, square.args, square.keywords, partial(partial(power, 2), 3)())
print(list(map(partial(pow, 2), range(4))), partial(print, sep='-')('a', 'b'))
if __name__ == '__main__':
    with Pool(2) as pool:
        print(pool.map(partial(power, exponent=3), range(4)))
