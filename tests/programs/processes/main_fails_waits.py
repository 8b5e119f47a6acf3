import time
from multiprocessing import Process


def work():
    time.sleep(0.1)
    print('child ends after main failed')


if __name__ == '__main__':
    Process(target=work).start()
    [][1]
