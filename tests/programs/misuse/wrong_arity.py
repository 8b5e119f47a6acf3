from multiprocessing import Process
def f(a, b): print(a, b)
class W(Process):
    def __init__(self, x):
        self.x = x
class V(Process):
    def run(self, x): pass
if __name__ == '__main__':
    p = Process(target=f, args=(1,)); p.start(); p.join(); print(p.exitcode)
    p = Process(target=f, args=(1, 2, 3)); p.start(); p.join()
    p = Process(target=f, args=(1, 2), kwargs={'c': 3}); p.start(); p.join()
    p = V(); p.start(); p.join(); print(p.exitcode)
    try:
        w = W(3)
        w.start()
    except Exception as e:
        print(type(e).__name__, e)
