import multiprocessing as mp
import time

if __name__ == '__main__':
    mp.set_start_method('spawn')
    queue = mp.Queue()
    queue.put(mp.Lock())
    queue.put('after')
    print(queue.get())
    simple = mp.SimpleQueue()
    try:
        simple.put(mp.Semaphore())
    except RuntimeError as error:
        print(error)
