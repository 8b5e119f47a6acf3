import time
from multiprocessing import Condition, Process, Value


def waiter(condition, state, n):
    with condition:
        while state.value < n:
            condition.wait()
        print('waiter', n, flush=True)
        state.value = 100 + n
        condition.notify_all()


if __name__ == '__main__':
    condition, state = Condition(), Value('i', 0)
    ps = [Process(target=waiter, args=(condition, state, 1))]
    ps[0].start()
    time.sleep(0.1)
    with condition:
        print('main notifies', flush=True)
        state.value = 1
        condition.notify()
        while state.value < 100:
            condition.wait()
        print('main woken', state.value)
    ps[0].join()
    with condition:
        print(condition.wait(0.02))
    for action in (condition.wait, condition.notify, condition.notify_all):
        try:
            action()
        except AssertionError as error:
            print(error)
    try:
        condition.release()
    except AssertionError as error:
        print(error)
