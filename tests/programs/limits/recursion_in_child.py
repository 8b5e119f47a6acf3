# stderr: any
from multiprocessing import Process


def down(n):
    return down(n + 1) + 1


if __name__ == '__main__':
    p = Process(target=down, args=(0,))
    p.start()
    p.join()
    print(p.exitcode)
