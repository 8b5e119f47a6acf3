import time
from multiprocessing import Process, current_process


def wait():
    time.sleep(10)


class Mine(Process):
    def run(self):
        print(repr(current_process()))


if __name__ == '__main__':
    print(current_process())
    p = Process(target=wait, daemon=True)
    print(p)
    p.start()
    print(p)
    p.terminate()
    p.join()
    print(p)
    q = Mine(name='own')
    print(q)
    q.start()
    q.join()
    print(q, [q])
    q.close()
    print(q)
    k = Process(target=wait)
    k.start()
    k.kill()
    k.join()
    print(k)
