import time
from multiprocessing import Event, Process


def waiter(event, n):
    print('child waits', event.is_set(), flush=True)
    print('child goes on', event.wait(), flush=True)


if __name__ == '__main__':
    event = Event()
    print(event.is_set(), event.wait(0.02), event.wait(timeout=0))
    p = Process(target=waiter, args=(event, 1))
    p.start()
    time.sleep(0.1)
    print('main sets', flush=True)
    event.set()
    p.join()
    print(event.is_set(), event.wait(), event.set(), event.clear(), event.is_set())
