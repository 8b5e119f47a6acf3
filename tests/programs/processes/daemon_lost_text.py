import time
from multiprocessing import Process


def talk():
    print('printed but never flushed')
    time.sleep(10)


def flushed():
    print('flushed', flush=True)
    time.sleep(10)


if __name__ == '__main__':
    for target in (talk, flushed):
        Process(target=target, daemon=True).start()
        time.sleep(0.15)
    print('main')
