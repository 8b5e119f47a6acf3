from multiprocessing import Pipe, Queue, Lock, RLock, Semaphore, BoundedSemaphore, Condition, Event, Barrier, Value, Array, SimpleQueue, JoinableQueue, Process, Pool
a, b = Pipe()
def f(): pass
def gen():
    yield 1
makers = [Lock, RLock, Semaphore, BoundedSemaphore, Condition, Event, lambda: Barrier(2), lambda: Value('i', 0), lambda: Array('i', 3), lambda: Array('c', b'abc'), Queue, SimpleQueue, JoinableQueue, Process, lambda: Process(target=f, name='x'), lambda: lambda: 0, gen, lambda: (x for x in [])]
for make in makers:
    try:
        a.send(make())
        print('sent', make)
    except Exception as e:
        print(type(e).__name__, e)
    try:
        a.send([1, {'k': make()}])
        print('sent', make)
    except Exception as e:
        print(type(e).__name__, e)
