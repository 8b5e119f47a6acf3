import time
from multiprocessing import Pool


def work(n):
    time.sleep(20)
    return n


if __name__ == '__main__':
    start = time.time()
    with Pool(2) as pool:
        r = pool.map_async(work, range(4))
    print(r.ready(), time.time() - start < 10)
    pool = Pool(1)
    pool.apply_async(work, (1,))
    print('main ends with an open pool')
