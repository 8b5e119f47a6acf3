from multiprocessing import Pool
def t(g):
    try:
        print(g())
    except BaseException as e:
        print(type(e).__name__, e)
def ret_lambda(x): return lambda: x
def ret_gen(x): return (i for i in [1])
class E(Exception):
    def __init__(self, a):
        self.f = lambda: 0
        super().__init__(a)
def raise_e(x): raise E(x)
def sq(x): return x
if __name__ == '__main__':
    with Pool(1) as p:
        t(lambda: p.apply(lambda x: x, (1,)))
        t(lambda: p.map(lambda x: x, [1]))
        t(lambda: p.apply(sq, (lambda: 0,)))
        t(lambda: p.apply(ret_gen, (1,)))
        t(lambda: p.map(sq, [1, (i for i in [])]))
        t(lambda: list(p.imap(lambda x: x, [1])))
        t(lambda: p.apply(sq, (p,)))
        t(lambda: p.apply(sq, (7,)))
