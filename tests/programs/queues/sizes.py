import time
from multiprocessing import Queue
from queue import Empty, Full

if __name__ == '__main__':
    q = Queue(2)
    q.put('a')
    q.put('b')
    time.sleep(0.1)
    print(q.full(), q.qsize(), q.empty())
    for attempt in (lambda: q.put('c', False), lambda: q.put('c', timeout=0.02), lambda: q.put_nowait('c')):
        try:
            attempt()
        except Full:
            print('full')
    print(q.get(), q.qsize(), q.full())
    q.put('c')
    print(q.get(), q.get(), q.qsize())
    for attempt in (lambda: q.get(False), lambda: q.get(True, 0.02), lambda: q.get_nowait()):
        try:
            attempt()
        except Empty:
            print('empty')
