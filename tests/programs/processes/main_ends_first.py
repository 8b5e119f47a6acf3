import time
from multiprocessing import Process


def work(n):
    time.sleep(0.1 * n)
    print('child', n)


if __name__ == '__main__':
    print('before')
    for n in (1, 2, 3):
        Process(target=work, args=(n,)).start()
    print('main ends')
