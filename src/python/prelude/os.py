# The part of `os` that concerns processes.

import multiprocessing as _processes

name = 'posix'
sep = '/'
linesep = '\n'


def getpid():
    return _processes._own_pid()


def getppid():
    return _parent_pid()


def cpu_count():
    return _cpu_count()


def _exit(status):
    _hard_exit(status)


def kill(pid, sig, /):
    _kill(pid, sig)


class _Environ:
    def get(self, key, default=None):
        value = _environment(key)
        return default if value is None else value

    def __getitem__(self, key):
        value = _environment(key)
        if value is None:
            raise KeyError(key)
        return value

    def __contains__(self, key):
        return _environment(key) is not None


environ = _Environ()


def getenv(key, default=None):
    return environ.get(key, default)
