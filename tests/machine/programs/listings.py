# What the listings of the course use, one after another.
import math
import random
import time
import urllib.error
import urllib.request
from multiprocessing import Process, Lock, cpu_count

total = 0


class Worker(Process):
    def __init__(self, number, *parts, scale=1):
        Process.__init__(self)
        self.number = number
        self.parts = parts
        self.scale = scale

    def run(self):
        print(self.number)


class Other(Process):
    def __init__(self, number):
        super().__init__(name='other', daemon=True)
        self.number = number


def add(n):
    global total
    total += n
    return total


def fetch(n):
    return {'n': n, 'items': [n, n * 2]}


p = Worker(1, 2, 3, scale=2.5)
c = Other(2)
print(p.daemon, c.daemon, c.name, p.parts, p.scale)
p.daemon = c.daemon = True
a = b = [1, 2]
b.append(3)
print(p.daemon, c.daemon, a, a is b, p.exitcode, p.is_alive(), p.pid)

for i in range(3):
    add(i)
print(total, add(10))

print(f'{add(1)} {fetch(add(2))["items"][1]:>6} {math.pi:.3f} {total!r:*^9} {"x" * 3:<5}|')
print(f'{time.time() > 0} {random.random() < 1} {[f"{n:02d}" for n in range(3)]} {3 / 7:8.2%} {12345678:,}')
width = 8
print(f'{add(1):>{width}} {"a" if total else "b":^{width}} {total = } {{}}')
print('%s has %d items, %5.2f %%' % ('list', len(a), 12.345))
print('{0} and {name:>5} {0[1]}'.format([1, 2], name='me'))
print(1, 'two', 3.0, None, True, sep='-', end='!\n')

n = 0
while True:
    n += 1
    if n % 2 == 0:
        continue
    if n > 6:
        break
    print(n, end=' ')
else:
    print('never')
print()

for n in range(2, 10):
    for d in range(2, n):
        if n % d == 0:
            break
    else:
        print(n, 'is prime')

pairs = [(1, 'a'), (2, 'b')]
for number, letter in pairs:
    print(number, letter)
(first, *rest), last = [1, 2, 3], 4
print(first, rest, last, pairs[-1][0], pairs[0:1], 7 // 2, -7 // 2, -7 % 3, 2 ** 10, 7 / 2, 1 < 2 <= 2)

try:
    raise urllib.error.URLError('no route')
except (urllib.error.HTTPError, urllib.error.URLError) as e:
    print(e, e.reason, repr(e), isinstance(e, OSError))

lock = Lock()
with lock:
    print(lock.acquire(False), lock.acquire(timeout=0))
try:
    lock.release()
except ValueError as e:
    print(e)
print(cpu_count() > 0, isinstance(p, Process))
if __name__ == '__main__':
    print('main')
