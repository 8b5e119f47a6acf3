import multiprocessing as mp
if __name__ == '__main__':
    def f(): pass
    mp.set_start_method('spawn')
    p = mp.Process(target=f); p.start(); p.join(); print(p.exitcode)
