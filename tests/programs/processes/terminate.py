import time
from multiprocessing import Process


def forever():
    try:
        print('lost text')
        time.sleep(60)
    finally:
        print('never')


if __name__ == '__main__':
    p = Process(target=forever)
    print(p.is_alive())
    p.start()
    print(p.is_alive())
    time.sleep(0.1)
    p.terminate()
    print('right after', p.exitcode in (None, -15))
    p.join()
    print(p.is_alive(), p.exitcode)
    p.terminate()
    q = Process(target=forever)
    q.start()
    q.kill()
    q.join()
    print(q.exitcode)
