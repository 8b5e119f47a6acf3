from multiprocessing import Process
import sys
import time


def well():
    print('well: this is my last line')


def status():
    sys.exit(3)


def failing():
    numbers = [1, 2, 3]
    print(numbers[5])


def endless():
    try:
        while True:
            time.sleep(1)
    finally:
        print('endless: cleaned up')


if __name__ == '__main__':
    for target in (well, status, failing, endless):
        p = Process(target=target)
        p.start()
        p.join(1)
        if p.is_alive():
            print(p.name, 'is still alive: terminate it')
            p.terminate()
            p.join()
        print(p.name, 'exit code', p.exitcode)
