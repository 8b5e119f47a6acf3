from multiprocessing import Queue, Lock, RLock, Semaphore, BoundedSemaphore, Condition, Event, Barrier, Value, Array, SimpleQueue, JoinableQueue, Process, Pool
q = Queue()
for make in (Lock, RLock, Semaphore, BoundedSemaphore, Condition, Event, lambda: Barrier(2), lambda: Value('i', 0), lambda: Array('i', 3), lambda: Value('i', 0, lock=False), lambda: Array('c', b'abc'), Queue, SimpleQueue, JoinableQueue):
    q.put(make())
q.put('end')
print(q.get())
