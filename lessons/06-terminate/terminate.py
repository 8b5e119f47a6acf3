from multiprocessing import Process
import time


def work():
    print('child begins')
    time.sleep(5)
    print('child ends')


if __name__ == '__main__':
    p = Process(target=work)
    print('before start:   ', p, p.is_alive())

    p.start()
    time.sleep(0.5)
    print('while it runs:  ', p, p.is_alive())

    p.terminate()
    print('after terminate:', p, p.is_alive())

    p.join()
    print('after join:     ', p, p.is_alive())
    print('exit code:      ', p.exitcode)
