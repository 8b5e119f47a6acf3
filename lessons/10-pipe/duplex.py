from multiprocessing import Process, Pipe
import time


class Asker(Process):
    def __init__(self, end):
        Process.__init__(self)
        self.end = end

    def run(self):
        for number in range(1, 4):
            self.end.send(number)
            print('asker sent', number)
            print('asker received', self.end.recv())


class Answerer(Process):
    def __init__(self, end):
        Process.__init__(self)
        self.end = end

    def run(self):
        for count in range(3):
            number = self.end.recv()
            print('answerer received', number)
            time.sleep(1)
            self.end.send(number * number)
            print('answerer sent', number * number)


if __name__ == '__main__':
    left, right = Pipe()
    a = Asker(left)
    b = Answerer(right)
    a.start()
    b.start()
    a.join()
    b.join()
    print('main process ended')
