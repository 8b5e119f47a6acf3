import os
from multiprocessing import Process, current_process, parent_process


def grandchild():
    print(current_process().name, parent_process().name)


def child():
    ps = [Process(target=grandchild) for _ in range(2)]
    for p in ps:
        p.start()
        p.join()
    print(current_process().name, [p.name for p in ps], [p.exitcode for p in ps])


if __name__ == '__main__':
    for _ in range(2):
        p = Process(target=child)
        p.start()
        p.join()
    print(p.name)
