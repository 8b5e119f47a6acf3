from multiprocessing import Pool, current_process


def work(x):
    if x < 0:
        raise ValueError(x)
    return x * 2


def told(value):
    print('callback', value, current_process().name)


def failed(error):
    print('error callback', repr(error))


if __name__ == '__main__':
    with Pool(1) as pool:
        for x in (1, -1):
            r = pool.apply_async(work, (x,), callback=told, error_callback=failed)
            r.wait()
        pool.map_async(work, [1, 2], callback=told).wait()
        pool.map_async(work, [1, -2], callback=told, error_callback=failed).wait()
        pool.close()
        pool.join()
    print('end')
