import os
from multiprocessing import Pool, active_children, current_process


def who(_):
    return current_process().name, os.getpid(), current_process().daemon


if __name__ == '__main__':
    with Pool(1) as pool:
        names = pool.map(who, range(6), chunksize=1)
        print({name for name, _, _ in names}, len({pid for _, pid, _ in names}), names[0][2])
        print([p.name for p in active_children()])
    with Pool(1, maxtasksperchild=2) as pool:
        names = pool.map(who, range(6), chunksize=1)
        print([name for name, _, _ in names], len({pid for _, pid, _ in names}))
