# stderr: any
from multiprocessing import Condition, Event, Lock, Pipe, Queue, RLock, Semaphore, Value

if __name__ == '__main__':
    a, b = Pipe()
    for thing in (Lock(), RLock(), Semaphore(), Condition(), Event(), Value('i', 0), Queue()):
        try:
            a.send(thing)
        except RuntimeError as error:
            print(error)
