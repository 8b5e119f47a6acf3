from multiprocessing import Pool
import sys
def f(x): sys.exit(3)
def g(x): return x
if __name__ == '__main__':
    with Pool(1) as p:
        r = p.apply_async(f, (1,))
        print(p.apply(g, (2,)))
        try: r.get(timeout=0.3)
        except Exception as e: print(type(e).__name__)
