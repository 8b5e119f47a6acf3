from multiprocessing import Process


def work():
    pass


def attempt(function, *args, **kwargs):
    try:
        print(function(*args, **kwargs))
    except (AssertionError, ValueError, TypeError, AttributeError) as error:
        print(type(error).__name__, error)


class NoInit(Process):
    def __init__(self):
        self.x = 1


if __name__ == '__main__':
    p = Process(target=work)
    attempt(p.join)
    attempt(p.terminate)
    attempt(p.kill)
    p.start()
    attempt(p.start)
    attempt(setattr, p, 'daemon', True)
    attempt(setattr, p, 'name', 5)
    p.join()
    attempt(p.start)
    attempt(p.join)
    p.close()
    attempt(p.is_alive)
    attempt(p.join)
    attempt(lambda: p.exitcode)
    attempt(lambda: p.pid)
    attempt(p.close)
    attempt(Process, work)
    attempt(Process, target=work, args=5)
    attempt(Process, target=work, args=(1), name='x')
    attempt(Process, None, work, 'third')
    attempt(Process, nothing=1)
    attempt(NoInit().start)
