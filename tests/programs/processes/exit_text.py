import sys
from multiprocessing import Process


def leave(value):
    print('leaving')
    sys.exit(value)


if __name__ == '__main__':
    for value in ('a message', [1, 2], 2.5, -1, 256):
        p = Process(target=leave, args=(value,))
        p.start()
        p.join()
        print(value, p.exitcode)
