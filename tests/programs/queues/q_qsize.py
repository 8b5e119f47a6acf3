from multiprocessing import Queue
q = Queue(3)
print(q.qsize(), q.full(), q.empty())
q.put(1); q.put(2)
print(q.qsize(), q.full())
print(q.get(), q.get(), q.qsize())
