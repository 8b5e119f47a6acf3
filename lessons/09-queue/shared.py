from multiprocessing import Process, Queue
import random
import time


class Producer(Process):
    def __init__(self, numbers):
        super().__init__()
        self.numbers = numbers

    def run(self):
        for count in range(5):
            number = random.random()
            self.numbers.put(number)
            print(f'put {number:.3f}')
            time.sleep(0.5)
        self.numbers.put(None)


class Consumer(Process):
    def __init__(self, numbers):
        super().__init__()
        self.numbers = numbers

    def run(self):
        while True:
            number = self.numbers.get()
            if number is None:
                break
            print(f'got {number:.3f}')
            time.sleep(1)


if __name__ == '__main__':
    numbers = Queue()
    p = Producer(numbers)
    c = Consumer(numbers)
    p.start()
    c.start()
    p.join()
    c.join()
    print('main process ended')
