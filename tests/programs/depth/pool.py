from multiprocessing import Pool
def depth(n):
    try:
        return depth(n + 1)
    except RecursionError:
        return n
def f(n): return f(n + 1)
if __name__ == '__main__':
    with Pool(1) as p:
        print(p.apply(depth, (0,)))
        print(p.map(depth, [0]))
        p.apply(f, (0,))
