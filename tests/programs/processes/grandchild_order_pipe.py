import time
from multiprocessing import Process


def grandchild():
    time.sleep(0.1)
    print('grandchild')


def child():
    print('child')
    Process(target=grandchild).start()
    print('child ends')


if __name__ == '__main__':
    p = Process(target=child)
    p.start()
    p.join()
    print('main')
