from multiprocessing import Pool
def f(x): raise KeyboardInterrupt
def g(x): return x
if __name__ == '__main__':
    with Pool(1) as p:
        r = p.apply_async(f, (1,))
        print(p.apply(g, (2,)))
