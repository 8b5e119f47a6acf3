import os
import signal
import sys
from multiprocessing import Process


def fine():
    return 5


def exits(value):
    sys.exit(value)


def fails():
    raise ValueError('on purpose')


def hard():
    os._exit(4)


def kills(number):
    os.kill(os.getpid(), number)


if __name__ == '__main__':
    for target, args in ((fine, ()), (exits, (3,)), (exits, (None,)), (exits, (True,)), (hard, ()),
                         (kills, (signal.SIGTERM,)), (kills, (signal.SIGKILL,)), (kills, (signal.SIGUSR1,))):
        p = Process(target=target, args=args)
        p.start()
        p.join()
        print(target.__name__, *args, p.exitcode)
