import multiprocessing as mp
import os
import sys


def grandchild(parent):
    print(mp.current_process().name, os.getppid() == parent, mp.parent_process().name, mp.parent_process().pid == parent)


def child(parent):
    print(mp.current_process().name, os.getppid() == parent, mp.parent_process().pid == parent, len(sys.argv),
          mp.current_process().daemon, mp.get_start_method(), flush=True)
    process = mp.Process(target=grandchild, args=(os.getpid(),))
    process.start()
    print(len(mp.active_children()), flush=True)
    process.join()
    print(process.name, process.exitcode)


if __name__ == '__main__':
    mp.set_start_method('spawn')
    print(mp.parent_process())
    for name in [None, 'named']:
        process = mp.Process(target=child, args=(os.getpid(),), name=name)
        process.start()
        process.join()
        print(process.name, process.exitcode, flush=True)
