import multiprocessing as mp


def square(x):
    return x * x, mp.current_process().name.split('-')[0]


if __name__ == '__main__':
    mp.set_start_method('spawn')
    with mp.Pool(1, maxtasksperchild=1) as pool:
        print([pool.apply(square, (number,)) for number in range(3)])
