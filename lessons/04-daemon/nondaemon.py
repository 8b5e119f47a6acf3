from multiprocessing import Process
import time


class Loop(Process):
    def __init__(self, times):
        Process.__init__(self)
        self.times = times

    def run(self):
        for count in range(self.times):
            time.sleep(1)
            print(f'Pid: {self.pid} LoopCount: {count}')


if __name__ == '__main__':
    for times in range(2, 5):
        p = Loop(times)
        p.start()
    print('main process ended')
