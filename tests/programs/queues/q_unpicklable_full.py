from multiprocessing import Queue
def outer():
    def inner(): pass
    return inner
q = Queue(1)
for n in range(3):
    q.put(outer())
q.put(5)
print(q.get())
