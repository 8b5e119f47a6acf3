import sys
from multiprocessing import Process


def child():
    print('err from child', file=sys.stderr)
    sys.stderr.write('no newline')
    sys.stderr.write(' yet\n')


print('to stderr', file=sys.stderr)
p = Process(target=child)
p.start()
p.join()
print('last', file=sys.stderr)
