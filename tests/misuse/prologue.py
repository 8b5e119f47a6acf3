import collections
import functools
import itertools
import math
import multiprocessing
import os
import queue as queue_
import random
import signal
import string
import sys
import time
from collections import Counter, defaultdict, deque

queue = queue_


class C:
    a = 1


class L:
    def __len__(self):
        return -1


def f(a, b=2):
    return a


def g():
    yield 1
    yield 2


c = C()


def _show(value):
    kind = type(value).__name__
    if not isinstance(value, type) and hasattr(value, '__next__'):
        return kind, [item for item, _ in zip(value, range(3))]
    return kind, _plain(value)


# The order of a set of texts is another one in each run.
def _plain(value):
    if type(value) is set:
        return 'set', sorted([repr(item) for item in value])
    if type(value) is tuple:
        return tuple([_plain(item) for item in value])
    return value


def _case(number, call):
    try:
        shown = repr(_show(call()))
    except BaseException as error:
        shown = f'{type(error).__name__}: {error}'
    print(f'\n@{number} {shown}')


