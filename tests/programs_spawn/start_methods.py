import multiprocessing as mp
def show():
    print('child', mp.get_start_method(), mp.parent_process().name, mp.current_process().name)
if __name__ == '__main__':
    print(mp.get_start_method(allow_none=True), mp.get_all_start_methods())
    mp.set_start_method('spawn')
    print(mp.get_start_method())
    try:
        mp.set_start_method('fork')
    except RuntimeError as e:
        print('RuntimeError', e)
    try:
        mp.set_start_method('nope', force=True)
    except ValueError as e:
        print('ValueError', e)
    try:
        mp.get_context('nope')
    except ValueError as e:
        print('ValueError', e)
    ctx = mp.get_context('fork')
    try:
        ctx.set_start_method('fork')
    except ValueError as e:
        print('ValueError', e)
    print(ctx.get_start_method(), mp.get_context().get_start_method(), type(ctx).__name__)
    p = mp.Process(target=show); p.start(); p.join()
    p = ctx.Process(target=show); p.start(); p.join()
    p = mp.get_context('spawn').Process(target=show); print(repr(p)); p.start(); p.join(); print(p.exitcode)
    q = mp.get_context('forkserver').Process(target=show); print(repr(q))
    mp.set_start_method('fork', force=True)
    print(mp.get_start_method())
    p = mp.Process(target=show); p.start(); p.join()
    mp.set_start_method(None, force=True)
    print(mp.get_start_method(allow_none=True))
    mp.Lock()
    print(mp.get_start_method(allow_none=True))
    try:
        mp.set_start_method('spawn')
    except RuntimeError as e:
        print('RuntimeError', e)
