from multiprocessing import Condition, Lock, Process, Value


def counter(condition, value):
    for _ in range(3):
        with condition:
            value.value += 1
            condition.notify_all()


if __name__ == '__main__':
    condition, value = Condition(Lock()), Value('i', 0)
    p = Process(target=counter, args=(condition, value))
    p.start()
    with condition:
        print(condition.wait_for(lambda: value.value == 3))
    p.join()
    with condition:
        print(condition.wait_for(lambda: value.value > 5, timeout=0.03), condition.wait_for(lambda: 'at once'))
    print(condition.acquire(), condition.release())
