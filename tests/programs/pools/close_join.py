from multiprocessing import Pool


def work(n):
    print('task', n, flush=True)
    return n


if __name__ == '__main__':
    pool = Pool(1)
    for n in range(4):
        pool.apply_async(work, (n,))
    pool.close()
    pool.join()
    print('all tasks done')
