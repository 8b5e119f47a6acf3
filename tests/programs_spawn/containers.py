import multiprocessing as mp
from collections import Counter, defaultdict, deque
from functools import partial


def add(a, b=10):
    return a + b


def count(text):
    return Counter(text)


def change(queue, words, numbers, call):
    words['c'] += 1
    numbers.append(4)
    queue.put((words, numbers, call(5), defaultdict(list, {'k': [1]})))


if __name__ == '__main__':
    mp.set_start_method('spawn')
    queue = mp.Queue()
    words, numbers = Counter('aab'), deque([1, 2, 3], maxlen=3)
    process = mp.Process(target=change, args=(queue, words, numbers, partial(add, b=1)))
    process.start()
    for item in queue.get():
        print(item)
    process.join()
    print(words, numbers)
    with mp.Pool(2) as pool:
        print(sum(pool.map(count, ['abc', 'ab', 'a']), Counter()))
        print(pool.map(partial(add, b=3), range(3)))
    for bad in [mp.Process(target=add)]:
        try:
            mp.Pipe()[0].send(bad)
        except TypeError as error:
            print(error)
