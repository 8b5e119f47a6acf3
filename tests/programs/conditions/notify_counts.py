# order: any
import time
from multiprocessing import Condition, Process, Queue


def waiter(condition, ready, n):
    with condition:
        ready.put(n)
        condition.wait()
        print('woken')


if __name__ == '__main__':
    condition, ready = Condition(), Queue()
    ps = [Process(target=waiter, args=(condition, ready, n)) for n in range(4)]
    for p in ps:
        p.start()
    for p in ps:
        ready.get()
    with condition:
        condition.notify(2)
    time.sleep(0.2)
    print('alive', sum(p.is_alive() for p in ps))
    with condition:
        condition.notify_all()
    for p in ps:
        p.join()
