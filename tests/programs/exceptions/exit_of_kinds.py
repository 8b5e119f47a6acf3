import sys
from multiprocessing import Process


def leave(value):
    sys.exit(value)


if __name__ == '__main__':
    for value in (0, 1, 7, 255, None, True):
        p = Process(target=leave, args=(value,))
        p.start()
        p.join()
        print(value, p.exitcode)
