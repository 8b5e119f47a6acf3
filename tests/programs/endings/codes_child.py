from multiprocessing import Process
import sys, os
def run(f):
    p = Process(target=f); p.start(); p.join(); print(p.exitcode, p)
def a(): sys.exit()
def b(): sys.exit(None)
def c(): sys.exit(3)
def d(): sys.exit('text')
def e(): sys.exit([1, 2])
def f(): sys.exit(True)
def g(): sys.exit(-1)
def h(): sys.exit(256)
def i(): sys.exit(300)
def j(): raise SystemExit
def k(): raise SystemExit(4)
def l(): raise SystemExit(1, 2)
def m(): os._exit(9)
def n(): sys.exit(2.5)
def o(): sys.exit(False)
def q(): raise KeyboardInterrupt
def r(): raise GeneratorExit('x')
def s(): raise StopIteration
def t(): raise BaseException('base')
def u(): sys.exit(())
def v(): sys.exit('')
def w(): os._exit(256)
if __name__ == '__main__':
    for x in (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, q, r, s, t, u, v, w): run(x)
