import multiprocessing as mp


def work(queue, lock, event, value):
    with lock:
        value.value += 1
    event.set()
    queue.put(repr(mp.current_process()).split()[0])


def double(x):
    return 2 * x, mp.get_start_method()


if __name__ == '__main__':
    for method in ['fork', 'spawn', 'forkserver']:
        ctx = mp.get_context(method)
        queue, lock, event, value = ctx.Queue(), ctx.Lock(), ctx.Event(), ctx.Value('i', 4)
        process = ctx.Process(target=work, args=(queue, lock, event, value))
        process.start()
        event.wait()
        print(method, queue.get(), value.value, ctx.get_start_method(), type(ctx).__name__)
        process.join()
        print(process.name, process.exitcode, repr(process).split()[0])
        with ctx.Pool(2) as pool:
            print(pool.map(double, [1, 2, 3]))
    print(mp.get_start_method(), ctx.get_context('spawn').Process.__name__)
