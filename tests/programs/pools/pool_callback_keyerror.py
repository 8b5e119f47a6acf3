from multiprocessing import Pool
import time
seen = []
def square(x): return x * x
def callback(x):
    seen.append(x)
    raise KeyError('swallowed')
if __name__ == '__main__':
    with Pool(1) as pool:
        first = pool.apply_async(square, (2,), callback=callback)
        while not seen:
            time.sleep(0.01)
        print(pool.apply(square, (5,)), first.ready())
