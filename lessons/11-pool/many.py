from multiprocessing import Pool
import time


def square(number):
    return number * number


if __name__ == '__main__':
    pool = Pool(3)
    begin = time.perf_counter()
    results = []
    for number in range(10000):
        results.append(pool.apply_async(square, (number,)))
    pool.close()
    pool.join()
    seconds = time.perf_counter() - begin

    count = len(results)
    total = 0
    for result in results:
        total += result.get()
    print(f'{count} tasks by 3 workers in {seconds:.2f} s')
    print('sum of all squares:', total)
