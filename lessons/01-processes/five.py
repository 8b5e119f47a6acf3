from multiprocessing import Process
import time


def greet(number):
    time.sleep(0.1)
    print('process', number, 'says hello')


if __name__ == '__main__':
    processes = []
    for number in range(5):
        p = Process(target=greet, args=(number,))
        processes.append(p)
        p.start()
    print('main has started', len(processes), 'processes')
    for p in processes:
        p.join()
    print('main is done')
