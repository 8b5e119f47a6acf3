import multiprocessing as mp
from multiprocessing import get_context, get_start_method, set_start_method


def work(q, n):
    q.put((n, mp.current_process().name))


if __name__ == '__main__':
    print(mp.get_all_start_methods(), get_start_method(allow_none=True))
    set_start_method('fork')
    print(get_start_method())
    try:
        set_start_method('fork')
    except RuntimeError as error:
        print(error)
    set_start_method('fork', force=True)
    try:
        set_start_method('nothing', force=True)
    except ValueError as error:
        print(error)
    context = get_context('fork')
    q = context.Queue()
    p = context.Process(target=work, args=(q, 1))
    print(type(p).__name__, p.name, context.get_start_method())
    p.start()
    print(q.get())
    p.join()
    try:
        get_context('nothing')
    except ValueError as error:
        print(error)
    print(context.cpu_count() == mp.cpu_count(), type(context).__name__, type(get_context()).__name__)
    with context.Pool(1) as pool:
        print(pool.apply(abs, (-3,)))
    mp.freeze_support()
