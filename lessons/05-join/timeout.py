from multiprocessing import Process
import time


def work(seconds):
    time.sleep(seconds)
    print(f'worked for {seconds} s')


if __name__ == '__main__':
    processes = []
    for seconds in (3, 4):
        p = Process(target=work, args=(seconds,))
        p.daemon = True
        p.start()
        processes.append(p)

    for p in processes:
        result = p.join(1)
        print(p.name, 'join gave', result)
        alive = p.is_alive()
        print(p.name, 'alive', alive, 'exitcode', p.exitcode)
    print('main process ended')
