import multiprocessing as mp, sys
if __name__ == '__mp_main__':
    print('leaving')
    sys.exit(6)
def f(): pass
if __name__ == '__main__':
    mp.set_start_method('spawn')
    p = mp.Process(target=f); p.start(); p.join(); print(p.exitcode)
