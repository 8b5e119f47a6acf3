from multiprocessing import Process, Lock
import time

class Loop(Process):
    def __init__(self, times, lock):
        super().__init__()
        self.times = times
        self.lock = lock

    def run(self):
        for count in range(self.times):
            time.sleep(0.1)
            self.lock.acquire()
            print(f'Pid: {self.pid} #{count}')
            self.lock.release()

if __name__ == '__main__':
    lock = Lock()
    for times in range(10, 15):
        Loop(times, lock).start()
