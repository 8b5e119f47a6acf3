from multiprocessing import Pool
import time
seen = []
def square(x):
    return x * x
def callback(x):
    seen.append(x)
    raise ValueError('in callback')
if __name__ == '__main__':
    pool = Pool(1)
    first = pool.apply_async(square, (2,), callback=callback)
    second = pool.apply_async(square, (3,))
    while not seen:
        time.sleep(0.01)
    time.sleep(1)
    print(seen, first.ready(), second.ready())
    try:
        pool.terminate()
    except AssertionError as error:
        print(error)
