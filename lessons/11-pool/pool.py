from multiprocessing import Pool
import time


def task(number):
    print('task', number, 'starts')
    time.sleep(3)
    print('task', number, 'ends')


if __name__ == '__main__':
    pool = Pool(3)
    for number in range(4):
        pool.apply_async(task, (number + 1,))
    print('main has handed in 4 tasks')
    pool.close()
    pool.join()
    print('main process ended')
