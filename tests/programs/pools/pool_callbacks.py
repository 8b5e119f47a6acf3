from multiprocessing import Pool
def sq(x): return x * x
def bad(x): raise ValueError('no')
if __name__ == '__main__':
    got = []
    def cb(x): got.append(x)
    def ecb(e): got.append(repr(e))
    with Pool(1) as p:
        p.apply_async(sq, (2,), callback=cb).wait()
        p.apply_async(bad, (2,), callback=cb, error_callback=ecb).wait()
        p.apply_async(bad, (2,), callback=cb).wait()
        p.map_async(sq, [1, 2], callback=cb).wait()
        p.map_async(bad, [1, 2], callback=cb, error_callback=ecb).wait()
        p.map_async(sq, [], callback=cb).wait()
        p.starmap_async(pow, [(2, 3)], callback=cb).wait()
        p.close(); p.join()
    print(got)
