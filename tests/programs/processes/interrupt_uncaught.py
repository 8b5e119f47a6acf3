# stderr: any
import os
import signal
import time
from multiprocessing import Process

if __name__ == '__main__':
    p = Process(target=time.sleep, args=(30,))
    p.start()
    time.sleep(0.1)
    os.kill(p.pid, signal.SIGINT)
    p.join()
    print(p.exitcode)
