import sys


def run(function):
    try:
        function()
    except Exception as error:
        print(type(error).__name__)


class Node:
    value = None


def deep():
    node = Node()
    return (1 + 2) * node.value.next['key'](5)


print('x')
result = [deep() for _ in range(1)]
