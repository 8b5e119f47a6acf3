import multiprocessing as mp
import sys


def work(*args):
    print('got', len(args))


def numbers():
    yield 1


class Known:
    pass


global_lambda = lambda: 2


def attempt(label, *args, target=work):
    process = mp.Process(target=target, args=args)
    try:
        process.start()
    except Exception as error:
        print(label, type(error).__name__, error, flush=True)
        return
    process.join()
    print(label, process.exitcode, flush=True)


def main():
    mp.set_start_method('spawn')

    class Local:
        pass

    def local():
        pass

    attempt('lambda', lambda: 1)
    attempt('lambda as target', target=lambda: 1)
    attempt('local function', local)
    attempt('global lambda', global_lambda)
    attempt('object of a local class', Local())
    attempt('generator', numbers())
    attempt('module', sys)
    attempt('stdout', sys.stdout)
    started = mp.Process(target=work)
    started.start()
    started.join()
    attempt('started process', started)
    attempt('new process', mp.Process(target=work))
    with mp.Pool(1) as pool:
        attempt('pool', pool)
        attempt('result', pool.apply_async(work))
    one, two = mp.Pipe()
    one.close()
    attempt('closed connection', one)
    attempt('connection', two)
    attempt('keys', {1: 2}.keys())
    attempt('method', [].append)
    attempt('builtin', print)
    attempt('class', Known)
    attempt('object', Known())
    attempt('ellipsis', ...)
    fork = mp.get_context('fork')
    for name in ['Lock', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Condition', 'Event', 'Queue', 'SimpleQueue',
                 'JoinableQueue']:
        attempt(name, getattr(mp, name)())
        attempt('fork ' + name, getattr(fork, name)())
    attempt('fork Value', fork.Value('i', 1))


if __name__ == '__main__':
    main()
