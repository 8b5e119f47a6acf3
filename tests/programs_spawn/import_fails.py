import multiprocessing as mp, sys
print('importing', __name__)
if __name__ == '__mp_main__':
    raise ValueError('in the child only')
def f(): pass
if __name__ == '__main__':
    mp.set_start_method('spawn')
    p = mp.Process(target=f); p.start(); p.join(); print(p.exitcode)
