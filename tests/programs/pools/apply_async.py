import time
from multiprocessing import Pool, TimeoutError


def slow(t, word='w'):
    time.sleep(t)
    return word


if __name__ == '__main__':
    pool = Pool(2)
    r = pool.apply_async(slow, (0.3,))
    print(r.ready())
    try:
        r.get(timeout=0.02)
    except TimeoutError as error:
        print('timeout', type(error).__name__)
    try:
        r.successful()
    except ValueError as error:
        print(str(error)[-9:])
    r.wait(0.01)
    print(r.ready())
    r.wait()
    print(r.ready(), r.successful(), r.get(), r.get(0))
    results = [pool.apply_async(slow, (0,), {'word': w}) for w in 'abc']
    print([r.get() for r in results])
    pool.close()
    pool.join()
    try:
        pool.apply_async(slow, (0,))
    except ValueError as error:
        print(error)
