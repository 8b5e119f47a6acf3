from multiprocessing import Lock, Process


class Timer:
    def __enter__(self):
        print('start')
        return self

    def __exit__(self, *args):
        print('stop', args[0].__name__ if args[0] else None)
        return args[0] is KeyError


def child(lock):
    with Timer() as t, lock:
        print('inside')
        {}['x']
    print('went on')


if __name__ == '__main__':
    lock = Lock()
    p = Process(target=child, args=(lock,))
    p.start()
    p.join()
    print(p.exitcode, lock.acquire(False))
