from multiprocessing import Queue
import time
q = Queue(2)
q.put(lambda: 1)
q.put('after')
print(q.get())
q.put('third')
print(q.get())
print('end')
