from multiprocessing import Queue
q = Queue()
q.put((n for n in range(3)))
q.put([1, (n for n in [])])
q.put('ok')
print(q.get())
