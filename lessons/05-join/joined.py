from multiprocessing import Process
import time


class Loop(Process):
    def __init__(self, times):
        super().__init__()
        self.times = times

    def run(self):
        for count in range(self.times):
            time.sleep(1)
            print(f'Pid: {self.pid} LoopCount: {count}')


if __name__ == '__main__':
    processes = []
    for times in (4, 2, 3):
        p = Loop(times)
        p.daemon = True
        p.start()
        processes.append(p)
    for p in processes:
        p.join()
        print(p.name, 'has been joined: exit code', p.exitcode)
    print('main process ended')
