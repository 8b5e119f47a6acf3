from multiprocessing import Process
class W(Process):
    def __init__(self, x):
        self.x = x
w = W(3)
def t(g):
    try:
        print(g())
    except BaseException as e:
        print(type(e).__name__, e)
t(lambda: w.name)

t(lambda: w.is_alive())
t(lambda: w.join())
t(lambda: w.pid)
t(lambda: w)
