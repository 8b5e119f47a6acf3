from multiprocessing import Process
import time

class Loop(Process):
    def __init__(self, times):
        super().__init__()
        self.times = times

    def run(self):
        for count in range(self.times):
            time.sleep(0.1)
            print(f'Pid: {self.pid} #{count}')

if __name__ == '__main__':
    for times in range(10, 15):
        Loop(times).start()
