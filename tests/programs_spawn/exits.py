import multiprocessing as mp, sys, os, time
def ok(): pass
def ex(n): sys.exit(n)
def text(): sys.exit('words')
def hard(): print('lost?'); os._exit(5)
def boom(): raise KeyError('x')
def sleep(): time.sleep(30)
def daemon_child():
    p = mp.Process(target=ok)
    try:
        p.start()
    except AssertionError as e:
        print('AssertionError', e)
def grand():
    p = mp.Process(target=ok, name=None)
    p.start(); p.join()
    print(p.name, p.exitcode, len(mp.active_children()))
if __name__ == '__main__':
    mp.set_start_method('spawn')
    for target, args in [(ok, ()), (ex, (3,)), (text, ()), (hard, ()), (boom, ()), (grand, ())]:
        p = mp.Process(target=target, args=args)
        p.start(); p.join()
        print(target.__name__, p.exitcode, p.name, flush=True)
    p = mp.Process(target=daemon_child, daemon=True); p.start(); p.join()
    print(p.exitcode, p.daemon)
    p = mp.Process(target=sleep); p.start(); p.terminate(); p.join(); print(p.exitcode)
    p = mp.Process(target=sleep); p.start(); time.sleep(0.2); p.kill(); p.join(); print(p.exitcode, p.is_alive())
    p = mp.Process(target=sleep, daemon=True); p.start()
    print(mp.active_children() == [p], p.is_alive())
    try:
        p.start()
    except AssertionError as e:
        print('AssertionError', e)
