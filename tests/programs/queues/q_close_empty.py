from multiprocessing import Queue, SimpleQueue
def t(g):
    try:
        print(g())
    except BaseException as e:
        print(type(e).__name__, e)
q = Queue()
q.close()
t(q.empty)
t(q.full)
s = SimpleQueue()
s.close()
t(s.empty)
t(lambda: s.put(1))
t(s.get)
