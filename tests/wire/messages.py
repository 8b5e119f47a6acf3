# Sends a value of every kind that can be pickled, and texts whose messages have lengths where CPython changes its way
# of writing: first through a pipe, then through a queue.
import random
import signal
from collections import Counter, defaultdict, deque
from functools import partial
from multiprocessing import Pipe, Process, Queue


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Empty:
    pass


class Failure(Exception):
    pass


def double(number):
    return 2 * number


def advanced(iterator):
    next(iterator)
    return iterator


def text_for(length):
    # Around the text: protocol, frame, length, memo and stop.
    return 'x' * (length - 18)


def values():
    shared = [1, 2]
    around = [3]
    around.append(around)
    plain = [None, True, False, ..., 0, 1, 255, 256, 65535, 65536, -1, 2 ** 31 - 1, 2 ** 31, -2 ** 31, -2 ** 31 - 1,
             2 ** 63, -2 ** 63, 10 ** 40, 10 ** 700, 0.0, -0.5, 1e300, float('inf')]
    texts = ['', 'a', 'word', 'two words', 'é', '漢字', '😀', 'y' * 255, 'y' * 256, b'', b'\x00\xff', b'z' * 255, b'z' * 256]
    containers = [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], [1], [1, 2], list(range(1001)), {}, {'a': 1},
                  {'a': 1, 'b': [2]}, {n: n for n in range(1001)}, set(), {7}, range(3), range(9, 0, -2),
                  ['same', 'same', 'other'], [shared, shared], around, ([], {}), {'k': ('v', {'k': 'v'})}]
    objects = [Point(1, 'two'), Point([], None), Empty(), Failure('why', 2), ValueError('no'), KeyError('k'),
               OSError(2, 'gone'), double, Point, ValueError, int, len, partial(double, 4), deque([1, 2], 3), deque(),
               Counter('aab'), defaultdict(list, {'q': [1]}), signal.SIGTERM, [signal.SIGINT, signal.SIGINT]]
    iterators = [iter([1, 2]), advanced(iter([1, 2])), iter((1, 2)), iter('ab'), advanced(iter('ab')), iter(range(4)),
                 iter(b'ab'), reversed([1, 2]), enumerate('ab', 5), zip([1], 'a'), map(double, [1, 2]),
                 filter(None, [0, 1]), iter({1: 2}), iter({5})]
    random.seed(5)
    random.gauss(0, 1)
    draws = [random.randint, random.random, [random.choice, random.gauss]]
    lengths = [16383, 16384, 16385, 65535, 65536, 65537, 70000, 200000]
    return plain + texts + containers + objects + iterators + draws + [text_for(length) for length in lengths]


def receive(connection, count):
    for number in range(count):
        connection.recv()
    print(count, 'received')


def take(queue, count):
    for number in range(count):
        queue.get()
    print(count, 'taken')


if __name__ == '__main__':
    count = len(values())
    reader, writer = Pipe(False)
    receiver = Process(target=receive, args=(reader, count))
    receiver.start()
    for value in values():
        writer.send(value)
    receiver.join()
    queue = Queue()
    taker = Process(target=take, args=(queue, count))
    taker.start()
    for value in values():
        queue.put(value)
    taker.join()
