from multiprocessing import Process
import time


def work():
    print('child begins')
    time.sleep(5)
    print('child ends')


if __name__ == '__main__':
    p = Process(target=work)
    print('before start:   ', p.is_alive(), p)

    p.start()
    time.sleep(0.5)
    print('while it runs:  ', p.is_alive(), p)

    p.terminate()
    print('after terminate:', p.is_alive(), p)

    p.join()
    print('after join:     ', p.is_alive(), p)
    print('exit code:      ', p.exitcode)
