import os
import signal
import time
from multiprocessing import Lock, Process, Queue


def sleeper(ready):
    try:
        ready.put('sleeping')
        time.sleep(30)
    except KeyboardInterrupt:
        print('sleep interrupted')


def waiter(ready, lock):
    try:
        ready.put('waiting')
        lock.acquire()
    except KeyboardInterrupt:
        print('acquire interrupted')
    finally:
        print('finally')


def reader(ready, queue):
    try:
        ready.put('reading')
        queue.get()
    except KeyboardInterrupt:
        print('get interrupted')


if __name__ == '__main__':
    ready, lock, queue = Queue(), Lock(), Queue()
    lock.acquire()
    for target, args in ((sleeper, ()), (waiter, (lock,)), (reader, (queue,))):
        p = Process(target=target, args=(ready, *args))
        p.start()
        print(ready.get())
        time.sleep(0.1)
        os.kill(p.pid, signal.SIGINT)
        p.join()
        print(p.exitcode)
