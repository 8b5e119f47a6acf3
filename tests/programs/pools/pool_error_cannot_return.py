from multiprocessing import Pool, TimeoutError, Value
import time


class MyError(Exception):
    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


failed = Value('i', 0)


def fail(x):
    failed.value = 1
    raise MyError(7, 'boom')


if __name__ == '__main__':
    pool = Pool(1)
    result = pool.apply_async(fail, (2,))
    while not failed.value:
        time.sleep(0.01)
    time.sleep(2)
    try:
        result.get(timeout=0.1)
    except TimeoutError as error:
        print('no result', repr(error))
    print(result.ready())
    try:
        pool.terminate()
    except AssertionError as error:
        print(error)
