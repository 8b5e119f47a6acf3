from multiprocessing import Process, Queue, Semaphore, Lock
import random, time

empty = Semaphore(2)
full = Semaphore(0)
buffer = Queue(10)
lock = Lock()

class Consumer(Process):
    def run(self):
        while True:
            # wait until something is there
            full.acquire()
            lock.acquire()
            print('pop', buffer.get())
            time.sleep(1)
            lock.release()
            empty.release()

class Producer(Process):
    def run(self):
        while True:
            empty.acquire()
            lock.acquire()
            item = random.randrange(100)
            print('append', item)
            buffer.put(item)
            time.sleep(1)
            lock.release()
            full.release()

if __name__ == '__main__':
    p = Producer()
    c = Consumer()
    p.daemon = c.daemon = True
    p.start()
    c.start()
    p.join()
