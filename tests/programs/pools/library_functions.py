import math
import random
from multiprocessing import Pipe, Pool


class Scale:
    @staticmethod
    def double(x):
        return 2 * x


if __name__ == '__main__':
    with Pool(2) as pool:
        print(pool.map(math.sqrt, [1, 4, 9]))
        print(pool.map(str.upper, ['a', 'b']))
        print(pool.map(Scale.double, [1, 2, 3]))
        print(pool.starmap(random.randint, [(1, 1), (2, 2)]))
        print(pool.map(len, ['', 'abc']))
    one, other = Pipe()
    one.send(str.upper)
    print(other.recv()('x'))
    one.send([math.floor, max])
    floor, largest = other.recv()
    print(floor(2.5), largest(1, 3))
