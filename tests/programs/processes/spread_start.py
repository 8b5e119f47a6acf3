# order: any
from multiprocessing import Process


def work(n):
    print('process', n, 'of', 5)


if __name__ == '__main__':
    ps = [Process(target=work, args=[n]) for n in range(5)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    print('all done')
