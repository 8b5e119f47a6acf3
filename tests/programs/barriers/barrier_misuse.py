from multiprocessing import Barrier
def t(g):
    try:
        print(g())
    except BaseException as e:
        print(type(e).__name__, e)
b = Barrier(1)
t(b.wait); t(b.wait); t(lambda: b.parties); t(lambda: b.n_waiting); t(lambda: b.broken)
t(b.abort); t(lambda: b.broken); t(b.wait); t(b.reset); t(lambda: b.broken); t(b.wait)
b = Barrier(2, timeout=0.02)
t(b.wait); t(lambda: b.broken); t(b.wait); t(b.reset); t(lambda: b.wait(0.01)); t(lambda: b.broken)
def action(): print('action')
b = Barrier(1, action); t(b.wait)
def bad(): raise ValueError('in action')
b = Barrier(1, bad); t(b.wait); t(lambda: b.broken); t(b.wait)
t(lambda: Barrier(0)); t(lambda: Barrier(-1)); t(lambda: Barrier('a')); t(lambda: Barrier()); t(lambda: Barrier(2, 5)); t(lambda: Barrier(1, 5).wait())
t(lambda: Barrier(1.5).parties)
t(lambda: Barrier(2).wait(-1))
t(lambda: b)
t(lambda: Barrier(0).wait(0.01))
