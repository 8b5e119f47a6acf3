import multiprocessing as mp, sys
def f(x): raise ValueError(x)
def g(): sys.exit('bye')
def h(): return undefined
if __name__ == '__main__':
    mp.set_start_method('spawn')
    for t in (f, g, h):
        p = mp.Process(target=t, args=(1,) if t is f else ()); p.start(); p.join(); print(p.exitcode)
