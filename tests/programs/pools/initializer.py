from multiprocessing import Pool, current_process

state = None


def setup(value, extra):
    global state
    state = (value, extra)


def read(x):
    return x, state


if __name__ == '__main__':
    with Pool(2, initializer=setup, initargs=('v', [1])) as pool:
        print(pool.map(read, range(3)))
    print(state)
    for bad in ({'processes': 0}, {'initializer': 5}, {'maxtasksperchild': 0}):
        try:
            Pool(**bad)
        except (ValueError, TypeError) as error:
            print(error)
