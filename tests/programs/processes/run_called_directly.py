# run() called by hand does its work in this process; start() does it in another one.
import os
import sys
from multiprocessing import Process


def report(main):
    print('in the main process' if os.getpid() == main else 'in a child', file=sys.stderr)
    sys.stderr.flush()


if __name__ == '__main__':
    process = Process(target=report, args=(os.getpid(),))
    process.run()
    process.start()
    process.join()
    print(process.exitcode)
