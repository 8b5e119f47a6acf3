import sys
import time
from multiprocessing import Process


def work():
    time.sleep(0.1)
    print('child')


if __name__ == '__main__':
    Process(target=work).start()
    print('leaving')
    sys.exit(6)
