import multiprocessing as mp


def tell(what, call):
    try:
        print(what, '->', call())
    except BaseException as error:
        print(what, '!!', type(error).__name__, error)


def child(there, go):
    there.set()
    go.wait()


def stranger(p):
    tell('join', p.join)
    tell('alive', p.is_alive)
    tell('exitcode', lambda: p.exitcode)
    tell('start', p.start)
    tell('close', p.close)
    tell('daemon', lambda: p.daemon)
    tell('set daemon', lambda: setattr(p, 'daemon', True))
    tell('sentinel', lambda: type(p.sentinel).__name__)
    tell('repr', lambda: repr(p).startswith("<Process name='Process-1'"))


def look(state, p):
    print('---', state)
    tell('repr', lambda: repr(p))
    tell('alive', p.is_alive)
    tell('exitcode', lambda: p.exitcode)
    tell('pid', lambda: type(p.pid).__name__)
    tell('ident', lambda: p.ident == p.pid)
    tell('name', lambda: p.name)
    tell('daemon', lambda: p.daemon)
    tell('set daemon', lambda: setattr(p, 'daemon', False))
    tell('set daemon 1', lambda: setattr(p, 'daemon', 1))
    tell('daemon', lambda: p.daemon)
    tell('set name', lambda: setattr(p, 'name', 'Process-1'))
    tell('set name 3', lambda: setattr(p, 'name', 3))
    tell('sentinel', lambda: type(p.sentinel).__name__)


if __name__ == '__main__':
    there, go = mp.Event(), mp.Event()
    p = mp.Process(target=child, args=(there, go))
    look('new', p)
    tell('join', p.join)
    tell('join 0', lambda: p.join(0))
    tell('terminate', p.terminate)
    tell('kill', p.kill)
    p.daemon = False
    p.start()
    there.wait()
    look('running', p)
    tell('join 0', lambda: p.join(0))
    tell('join -1', lambda: p.join(-1))
    tell('join text', lambda: p.join('x'))
    tell('close', p.close)
    tell('start', p.start)
    other = mp.Process(target=stranger, args=(p,))
    other.start()
    other.join()
    print(other.exitcode)
    go.set()
    p.join()
    look('ended', p)
    tell('join', p.join)
    tell('terminate', p.terminate)
    tell('kill', p.kill)
    tell('start', p.start)
    tell('run', p.run)
    p.close()
    look('closed', p)
    for name in ('join', 'terminate', 'kill', 'start', 'close', 'run'):
        tell(name, getattr(p, name))
    tell('group', lambda: mp.Process(1))
    tell('args', lambda: mp.Process(target=print, args=5))
    tell('kwargs', lambda: mp.Process(target=print, kwargs=5))
    tell('unknown', lambda: mp.Process(target=print, arg=5))
    tell('name', lambda: mp.Process(name=5).name)
    tell('no target', lambda: mp.Process().run())
    me = mp.current_process()
    tell('me name', lambda: me.name)
    tell('me alive', me.is_alive)
    tell('me exitcode', lambda: me.exitcode)
    tell('me daemon', lambda: me.daemon)
    tell('me join', me.join)
    tell('me start', me.start)
    tell('me set daemon', lambda: setattr(me, 'daemon', True))
    tell('me parent', lambda: mp.parent_process())
    tell('me close', lambda: me.close())
