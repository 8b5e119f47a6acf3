# stdout: unbuffered
import sys
from multiprocessing import Process


def child():
    print('child', 1, 2, sep='-')
    sys.stderr.write('')


print('a', end='')
p = Process(target=child)
p.start()
p.join()
print('b')
print()
print('')
