from multiprocessing import Pipe
def t(g):
    try:
        print(g())
    except BaseException as e:
        print(type(e).__name__, e)
r, w = Pipe(False)
t(lambda: r.send(1)); t(lambda: w.recv()); t(lambda: w.poll()); t(r.poll); t(lambda: r.poll(0.01)); t(lambda: r.poll(-1)); t(lambda: r.closed)
w.send(1); t(lambda: r.poll()); t(lambda: r.poll(None)); t(r.recv)
w.close(); t(lambda: w.send(1)); t(lambda: w.closed); t(r.poll); t(r.recv); t(w.close); t(lambda: w.poll()); t(lambda: w.recv())
r.close(); t(r.recv); t(r.poll)
a, b = Pipe()
b.close(); t(lambda: a.send(1)); t(lambda: a.recv()); t(lambda: a.poll())
r, w = Pipe(duplex=False)
r.close(); t(lambda: w.send(1))
t(lambda: Pipe(1, 2)); t(lambda: len(Pipe(0))); t(lambda: a.send());
with Pipe()[0] as x: t(lambda: x.closed)
t(lambda: x.closed)
t(lambda: x.send(5))
def w2():
    with x: pass
t(w2)
t(lambda: r)
