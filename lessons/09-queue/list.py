from multiprocessing import Process
import random
import time


class Producer(Process):
    def __init__(self, numbers):
        super().__init__()
        self.numbers = numbers

    def run(self):
        for count in range(5):
            number = random.random()
            self.numbers.append(number)
            size = len(self.numbers)
            print(f'append {number:.3f}, now {size} items')
            time.sleep(0.5)


class Consumer(Process):
    def __init__(self, numbers):
        super().__init__()
        self.numbers = numbers

    def run(self):
        for count in range(5):
            time.sleep(0.5)
            print('consumer sees', self.numbers)


if __name__ == '__main__':
    numbers = []
    p = Producer(numbers)
    c = Consumer(numbers)
    p.start()
    c.start()
    p.join()
    c.join()
    print('main sees', numbers)
