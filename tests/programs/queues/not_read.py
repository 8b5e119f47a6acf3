import time
from multiprocessing import Process, Queue


def produce(q):
    q.put('y' * 200000)
    print('put returned', flush=True)


if __name__ == '__main__':
    q = Queue()
    p = Process(target=produce, args=(q,))
    p.start()
    p.join(0.2)
    print('alive', p.is_alive())
    print(len(q.get()))
    p.join()
    print('joined')
