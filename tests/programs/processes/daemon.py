import time
from multiprocessing import Process


def forever():
    try:
        while True:
            time.sleep(0.05)
    finally:
        print('a daemon\'s finally does not run')


def has_child():
    try:
        Process(target=forever).start()
    except AssertionError as error:
        print(error)


if __name__ == '__main__':
    p = Process(target=has_child, daemon=True)
    p.start()
    p.join()
    d = Process(target=forever)
    d.daemon = True
    d.start()
    print(d.daemon, d.is_alive())
    print('main ends')
