# Functions of random go to a pool with the state of the generator: every message draws the same numbers.
import random
from multiprocessing import Pool

if __name__ == '__main__':
    random.seed(3)
    with Pool(2) as pool:
        print([pool.apply(random.randint, (1, 1000)) for _ in range(3)])
        print(pool.starmap(random.randint, [(1, 1000)] * 8, chunksize=4))
        print(pool.map(random.choice, ['abcdefgh'] * 4, chunksize=1))
        random.gauss(0, 1)
        print(pool.apply(random.gauss, (0, 1)) == pool.apply(random.gauss, (0, 1)))
    print(random.randint(1, 1000))
    with Pool(2) as pool:
        random.seed()
        results = [pool.apply_async(random.random) for _ in range(2)]
        print(results[0].get() == results[1].get())
