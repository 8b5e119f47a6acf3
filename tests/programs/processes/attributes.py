import os
from multiprocessing import Process, current_process, parent_process


def child(parent_pid):
    me = current_process()
    print(me.name, me.pid == os.getpid(), me.ident == me.pid, os.getppid() == parent_pid, me.daemon, me.exitcode, me.is_alive())
    p = parent_process()
    print(p.name, p.pid == parent_pid, p.is_alive())


if __name__ == '__main__':
    print(current_process().name, parent_process(), current_process().pid == os.getpid(), current_process().daemon)
    p = Process(target=child, args=(os.getpid(),), name='Worker')
    print(p.name, p.pid, p.ident, p.exitcode, p.daemon, p.is_alive())
    p.name = 'Renamed'
    p.start()
    print(p.pid is not None, p.ident == p.pid, isinstance(p.sentinel, int))
    p.join()
    print(p.name, p.exitcode, p.is_alive())
    q = Process(target=print, args=('plain',))
    q.start()
    q.join()
    print(q.name)
