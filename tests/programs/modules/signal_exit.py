import signal, os, time
from multiprocessing import Process
def f(): time.sleep(30)
if __name__ == '__main__':
    p = Process(target=f); p.start()
    os.kill(p.pid, signal.SIGTERM)
    p.join()
    print(p.exitcode, p.exitcode == -signal.SIGTERM, p)
