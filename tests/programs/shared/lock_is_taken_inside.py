import time
from multiprocessing import Lock, Process, Value


def reader(v, name):
    print(name, 'reads', v.value, flush=True)


if __name__ == '__main__':
    for v in (Value('i', 1), Value('i', 1, lock=Lock())):
        p = Process(target=reader, args=(v, 'child'))
        with v.get_lock():
            p.start()
            p.join(0.15)
            print('main still holds the lock', p.is_alive(), flush=True)
        p.join()
