# stderr: any
import time
from multiprocessing import Queue

if __name__ == '__main__':
    q = Queue(1)
    q.put(lambda: 0)
    print('put returned')
    time.sleep(0.2)
    q.put('the slot is free again')
    print(q.get())
