from multiprocessing import Queue
class A:
    def __init__(self):
        self.f = lambda: 2
q = Queue()
q.put(A())
q.put({'k': A()})
q.put(3)
print(q.get())
