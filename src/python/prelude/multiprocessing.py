# Processes and what they share. Each `_name(...)` that is not defined here is one call to the outside.

import queue as _queue

_pid = _config_pid()
_children = {}


class ProcessError(Exception):
    __module__ = 'multiprocessing.context'


class TimeoutError(ProcessError):
    __module__ = 'multiprocessing.context'


class BufferTooShort(ProcessError):
    __module__ = 'multiprocessing.context'


class AuthenticationError(ProcessError):
    __module__ = 'multiprocessing.context'


class PicklingError(Exception):
    __module__ = '_pickle'


def _own_pid():
    return _pid


# --- processes -------------------------------------------------------------------------------------------------------

_SIGNALS = {-1: '-SIGHUP', -2: '-SIGINT', -3: '-SIGQUIT', -6: '-SIGABRT', -9: '-SIGKILL', -10: '-SIGUSR1',
            -11: '-SIGSEGV', -12: '-SIGUSR2', -13: '-SIGPIPE', -14: '-SIGALRM', -15: '-SIGTERM'}


class _Popen:
    def __init__(self, proc, pid):
        self._proc = proc
        self.pid = pid
        self.returncode = None
        self.sentinel = pid

    def poll(self):
        if self.returncode is None:
            self.returncode = _poll_process(self._proc)
        return self.returncode

    def wait(self, timeout):
        if self.returncode is None:
            if timeout is not None:
                0.0 + timeout
            self.returncode = _join_process(self._proc, timeout)
        return self.returncode

    def terminate(self):
        if self.returncode is None:
            _signal_process(self._proc, 15)

    def kill(self):
        if self.returncode is None:
            _signal_process(self._proc, 9)


class BaseProcess:
    __module__ = 'multiprocessing.process'
    _goes_along = True
    _start_method = None
    _shown = None

    def __init__(self, group=None, target=None, name=None, args=(), kwargs={}, *, daemon=None):
        assert group is None, 'group argument must be None for now'
        # Without a name the system numbers it behind the class's own name; the number is used up whatever follows.
        chosen = str(name) if name else None
        self._proc, self._name, self._daemon = _create_process(type(self).__name__, chosen, daemon)
        self._args = tuple(args)
        self._kwargs = dict(kwargs)
        self._target = target
        self._parent_pid = _pid
        self._parent_name = _current._name
        self._popen = None
        self._closed = False
        if daemon is not None:
            self._daemon = daemon

    def _check_closed(self):
        if self._closed:
            raise ValueError('process object is closed')

    def run(self):
        if self._target:
            self._target(*self._args, **self._kwargs)

    def start(self):
        self._check_closed()
        assert self._popen is None, 'cannot start a process twice'
        assert self._parent_pid == _pid, 'can only start a process object created by current process'
        assert not _current._daemon, 'daemonic processes are not allowed to have children'
        pid = self._launch(self._start_method or get_start_method())
        self._popen = _Popen(self._proc, pid)
        # CPython lets go of these, too, to avoid a cycle in the parent.
        del self._target, self._args, self._kwargs
        _children[self._proc] = self

    def _launch(self, method):
        if method == 'fork':
            return _start_process(self._proc, self._name, self._daemon, self)
        _check_not_importing()
        _say_what_runs(method)
        return _spawn_process(self._proc, self._name, self._daemon, self, get_start_method())

    def terminate(self):
        self._check_closed()
        self._popen.terminate()

    def kill(self):
        self._check_closed()
        self._popen.kill()

    def join(self, timeout=None):
        self._check_closed()
        assert self._parent_pid == _pid, 'can only join a child process'
        assert self._popen is not None, 'can only join a started process'
        if self._popen.wait(timeout) is not None:
            _children.pop(self._proc, None)

    def is_alive(self):
        self._check_closed()
        if self is _current:
            return True
        assert self._parent_pid == _pid, 'can only test a child process'
        if self._popen is None:
            return False
        if self._popen.poll() is None:
            return True
        _children.pop(self._proc, None)
        return False

    def close(self):
        if self._popen is not None:
            if self._popen.poll() is None:
                raise ValueError('Cannot close a process while it is still running. '
                                 'You should first call join() or terminate().')
            self._popen = None
            _children.pop(self._proc, None)
        self._closed = True

    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, name):
        assert isinstance(name, str), 'name must be a string'
        self._name = name

    @property
    def daemon(self):
        return self._daemon

    @daemon.setter
    def daemon(self, daemonic):
        assert self._popen is None, 'process has already started'
        self._daemon = daemonic

    @property
    def exitcode(self):
        self._check_closed()
        if self._popen is None:
            return None
        return self._popen.poll()

    @property
    def ident(self):
        self._check_closed()
        if self is _current:
            return _pid
        return self._popen and self._popen.pid

    @property
    def pid(self):
        return self.ident

    @property
    def authkey(self):
        return b'forklore'

    @property
    def sentinel(self):
        self._check_closed()
        if self._popen is None:
            raise ValueError('process not started')
        return self._popen.sentinel

    def __repr__(self):
        exitcode = None
        if self is _current:
            status = 'started'
        elif self._closed:
            status = 'closed'
        elif self._parent_pid != _pid:
            status = 'unknown'
        elif self._popen is None:
            status = 'initial'
        else:
            exitcode = self._popen.poll()
            status = 'started' if exitcode is None else 'stopped'
        info = [self._shown or type(self).__name__, 'name=%r' % self._name]
        if self._popen is not None:
            info.append('pid=%s' % self._popen.pid)
        info.append('parent=%s' % self._parent_pid)
        info.append(status)
        if exitcode is not None:
            info.append('exitcode=%s' % _SIGNALS.get(exitcode, exitcode))
        if self._daemon:
            info.append('daemon')
        return '<%s>' % ' '.join(info)


class Process(BaseProcess):
    __module__ = 'multiprocessing.context'


class ForkProcess(BaseProcess):
    __module__ = 'multiprocessing.context'
    _start_method = 'fork'


class SpawnProcess(BaseProcess):
    __module__ = 'multiprocessing.context'
    _start_method = 'spawn'


class ForkServerProcess(BaseProcess):
    __module__ = 'multiprocessing.context'
    _start_method = 'forkserver'


# The main process, a pool's worker, or a child that is not this process's own object.
class _OtherProcess(BaseProcess):
    __module__ = 'multiprocessing.process'

    def __init__(self, name, daemon, proc, pid):
        self._parent_pid = None
        self._popen = None
        self._closed = False
        self._proc = proc
        self._name = name
        self._daemon = daemon
        if pid is not None:
            self._parent_pid = _pid
            self._popen = _Popen(proc, pid)


class _MainProcess(_OtherProcess):
    __module__ = 'multiprocessing.process'


class _ParentProcess:
    __module__ = 'multiprocessing.process'

    def __init__(self, name, pid):
        self.name = name
        self._pid = pid
        self.daemon = False
        self.exitcode = None

    @property
    def pid(self):
        return self._pid

    @property
    def ident(self):
        return self._pid

    def is_alive(self):
        return _parent_pid() == self._pid


_current = _MainProcess(_config('name'), False, 0, None)
_parent = None


def _bootstrap(process, pid, ppid):
    global _current, _parent, _pid, _method
    if process._start_method is not None:
        _method = process._start_method
    _parent = _ParentProcess(process._parent_name, ppid)
    _children.clear()
    _pid = pid
    _current = process
    _add_depth(3 if process._start_method else 4)
    process.run()


def _check_not_importing():
    if _is_importing():
        raise RuntimeError('''
        An attempt has been made to start a new process before the
        current process has finished its bootstrapping phase.

        This probably means that you are not using fork to start your
        child processes and you have forgotten to use the proper idiom
        in the main module:

            if __name__ == '__main__':
                freeze_support()
                ...

        The "freeze_support()" line can be omitted if the program
        is not going to be frozen to produce an executable.

        To fix this issue, refer to the "Safe importing of main module"
        section in https://docs.python.org/3/library/multiprocessing.html
        ''')


_is_said = False


# Where CPython would fork a server that was started afresh.
def _say_what_runs(method):
    global _is_said
    if method == 'forkserver' and not _is_said:
        _is_said = True
        _write(2, "forklore: the start method 'forkserver' is treated as 'spawn'\n")


# A spawned process has imported the program: it becomes what its parent sent.
def _spawn_main(pool, message, pid, ppid):
    _bootstrap(_loads_spawned(message), pid, ppid)


def _become_worker(name, pid, ppid, parent_name=None):
    global _current, _parent, _pid, _method
    _parent = _ParentProcess(parent_name or _current._name, ppid)
    _children.clear()
    _pid = pid
    worker = _OtherProcess(name, True, 0, None)
    worker._shown = _shown_class(name)
    worker._parent_pid = ppid
    _method = worker._shown.removesuffix('Process').lower()
    _current = worker


# What CPython makes for a pool's worker, or for a child whose object this process does not have.
def _shown_class(name):
    for kind in ('ForkServer', 'Spawn', 'Fork'):
        if name.startswith(kind + 'PoolWorker'):
            return kind + 'Process'
    return 'Process'


def current_process():
    return _current


def parent_process():
    return _parent


def active_children():
    running = _active_children()
    known = [entry[0] for entry in running]
    for proc in list(_children):
        if proc not in known:
            _children[proc]._popen.poll()
            del _children[proc]
    result = []
    for proc, name, pid, daemon in running:
        if proc not in _children:
            _children[proc] = _OtherProcess(name, daemon, proc, pid)
            _children[proc]._shown = _shown_class(name)
        result.append(_children[proc])
    return result


def cpu_count():
    return _cpu_count()


def freeze_support():
    pass


# --- semaphores ------------------------------------------------------------------------------------------------------


class _Semaphore:
    __module__ = 'multiprocessing.synchronize'
    __shared__ = True
    _refuse_pickle = True
    _goes_along = True

    # The process that `_mine` counts for.
    _holder = None

    # How often this process holds it: a new process holds nothing, whatever its copy says.
    def _held(self):
        if self._holder != _pid:
            self._holder = _pid
            self._mine = 0
        return self._mine

    def acquire(self, block=True, timeout=None):
        taken = _acquire(self._handle, block, timeout)
        if taken:
            self._mine = self._held() + 1
        return taken

    def release(self):
        _release(self._handle)
        self._mine = self._held() - 1

    def __enter__(self):
        return self.acquire()

    def __exit__(self, kind, value, trace):
        self.release()

    def _owner(self):
        if self._held() > 0:
            return _current.name
        return 'None' if _semaphore_value(self._handle) > 0 else 'SomeOtherProcess'


class Lock(_Semaphore):
    __module__ = 'multiprocessing.synchronize'

    def __init__(self, *, ctx=None):
        self._is_fork_ctx = _is_fork(ctx)
        self._handle = _new_semaphore(0, 1)
        self._mine = 0

    def __repr__(self):
        return f'<Lock(owner={self._owner()})>'


class RLock(_Semaphore):
    __module__ = 'multiprocessing.synchronize'

    def __init__(self, *, ctx=None):
        self._is_fork_ctx = _is_fork(ctx)
        self._handle = _new_semaphore(1, 1)
        self._mine = 0

    def __repr__(self):
        return f'<RLock({self._owner()}, {self._held()})>'


def _check_count(value):
    range(value)
    if value > 2147483647 or value < -2147483648:
        raise OverflowError('Python int too large to convert to C int')
    if value < 0:
        raise OSError(22, 'Invalid argument')


class Semaphore(_Semaphore):
    __module__ = 'multiprocessing.synchronize'

    def __init__(self, value=1, *, ctx=None):
        _check_count(value)
        self._is_fork_ctx = _is_fork(ctx)
        self._handle = _new_semaphore(2, value)
        self._mine = 0

    def get_value(self):
        return _semaphore_value(self._handle)

    def __repr__(self):
        return f'<Semaphore(value={self.get_value()})>'


class BoundedSemaphore(_Semaphore):
    __module__ = 'multiprocessing.synchronize'

    def __init__(self, value=1, *, ctx=None):
        _check_count(value)
        self._most = value
        self._is_fork_ctx = _is_fork(ctx)
        self._handle = _new_semaphore(3, value)
        self._mine = 0

    def get_value(self):
        return _semaphore_value(self._handle)

    def __repr__(self):
        return f'<BoundedSemaphore(value={self.get_value()}, maxvalue={self._most})>'


class Condition:
    __module__ = 'multiprocessing.synchronize'
    _refuse_pickle = True
    _goes_along = True

    def __init__(self, lock=None, *, ctx=None):
        if lock is not None and hasattr(lock, '_handle'):
            # For those who watch: the lock belongs to what is made here.
            _name_by_target(lock._handle)
        self._lock = lock or RLock(ctx=ctx)
        self._lock.acquire
        self._sleeping = Semaphore(0, ctx=ctx)
        self._woken = Semaphore(0, ctx=ctx)
        self._wait = Semaphore(0, ctx=ctx)

    def acquire(self, block=True, timeout=None):
        return self._lock.acquire(block, timeout)

    def release(self):
        self._lock.release()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, kind, value, trace):
        return self._lock.__exit__(kind, value, trace)

    def __repr__(self):
        waiters = self._sleeping.get_value() - self._woken.get_value()
        return f'<Condition({self._lock}, {waiters})>'

    def wait(self, timeout=None):
        assert self._lock._held() > 0, 'must acquire() condition before using wait()'
        self._sleeping.release()
        count = self._lock._held()
        for _ in range(count):
            self._lock.release()
        try:
            return self._wait.acquire(True, timeout)
        finally:
            self._woken.release()
            for _ in range(count):
                self._lock.acquire()

    def notify(self, n=1):
        assert self._lock._held() > 0, 'lock is not owned'
        # Sleepers that gave up have said so; they no longer count.
        while self._woken.acquire(False):
            self._sleeping.acquire(False)
        woken = 0
        while woken < n and self._sleeping.acquire(False):
            self._wait.release()
            woken += 1
        if woken:
            for _ in range(woken):
                self._woken.acquire()
            while self._wait.acquire(False):
                pass

    def notify_all(self):
        self.notify(n=9223372036854775807)

    def wait_for(self, predicate, timeout=None):
        result = predicate()
        if result:
            return result
        deadline = None if timeout is None else _monotonic() + timeout
        while not result:
            left = None
            if deadline is not None:
                left = deadline - _monotonic()
                if left <= 0:
                    break
            self.wait(left)
            result = predicate()
        return result


class Event:
    __module__ = 'multiprocessing.synchronize'
    _refuse_pickle = True
    _goes_along = True

    def __init__(self, *, ctx=None):
        self._condition = Condition(Lock(ctx=ctx), ctx=ctx)
        self._flag = Semaphore(0, ctx=ctx)

    def __repr__(self):
        state = 'set' if self.is_set() else 'unset'
        return f'<{type(self).__name__} at {id(self):#x} {state}>'

    def is_set(self):
        with self._condition:
            if self._flag.acquire(False):
                self._flag.release()
                return True
            return False

    def set(self):
        with self._condition:
            self._flag.acquire(False)
            self._flag.release()
            self._condition.notify_all()

    def clear(self):
        with self._condition:
            self._flag.acquire(False)

    def wait(self, timeout=None):
        with self._condition:
            if self._flag.acquire(False):
                self._flag.release()
            else:
                self._condition.wait(timeout)
            if self._flag.acquire(False):
                self._flag.release()
                return True
            return False


class BrokenBarrierError(RuntimeError):
    __module__ = 'threading'


class Barrier:
    __module__ = 'multiprocessing.synchronize'
    _refuse_pickle = True
    _goes_along = True

    def __init__(self, parties, action=None, timeout=None, *, ctx=None):
        self._parties = parties
        self._action = action
        self._timeout = timeout
        self._condition = Condition(Lock(ctx=ctx), ctx=ctx)
        # State (0 filling, 1 draining, -1 being reset, -2 broken), number of waiters, and the parties for those who
        # watch.
        self._state = Array('i', [0, 0, parties if isinstance(parties, int) else 0], lock=False)

    @property
    def parties(self):
        return self._parties

    @property
    def n_waiting(self):
        return self._state[1] if self._state[0] == 0 else 0

    @property
    def broken(self):
        return self._state[0] == -2

    def __repr__(self):
        state = 'broken' if self.broken else f'waiters={self.n_waiting}/{self.parties}'
        return f'<multiprocessing.synchronize.Barrier at {id(self):#x}: {state}>'

    def wait(self, timeout=None):
        timeout = self._timeout if timeout is None else timeout
        with self._condition:
            while self._state[0] in (-1, 1):
                self._condition.wait()
            if self._state[0] < 0:
                raise BrokenBarrierError
            index = self._state[1]
            self._state[1] = index + 1
            try:
                if index + 1 == self._parties:
                    self._let_go()
                else:
                    self._stay(timeout)
                return index
            finally:
                self._state[1] = self._state[1] - 1
                if self._state[1] == 0 and self._state[0] in (-1, 1):
                    self._state[0] = 0
                    self._condition.notify_all()

    # The last one to arrive: a failing action breaks the barrier for all.
    def _let_go(self):
        try:
            if self._action:
                self._action()
            self._state[0] = 1
            self._condition.notify_all()
        except BaseException:
            self._break()
            raise

    def _stay(self, timeout):
        if not self._condition.wait_for(lambda: self._state[0] != 0, timeout):
            self._break()
            raise BrokenBarrierError
        if self._state[0] < 0:
            raise BrokenBarrierError

    def _break(self):
        self._state[0] = -2
        self._condition.notify_all()

    def abort(self):
        with self._condition:
            self._break()

    # Those who wait are sent away first: the last of them makes it whole.
    def reset(self):
        with self._condition:
            if self._state[1] == 0:
                self._state[0] = 0
            elif self._state[0] in (0, -2):
                self._state[0] = -1
            self._condition.notify_all()


# --- queues ----------------------------------------------------------------------------------------------------------


class Queue:
    _errors = _queue  # Empty and Full are raised from outside
    __module__ = 'multiprocessing.queues'
    __shared__ = True
    _refuse_pickle = True
    _goes_along = True
    _kind = 0

    def __init__(self, maxsize=0, *, ctx=None):
        if maxsize <= 0:
            maxsize = 0
        self._is_fork_ctx = _is_fork(ctx)
        self._handle = _new_queue(self._kind, maxsize)
        self._closed = False

    def _check_open(self):
        if self._closed:
            raise ValueError(f'Queue {self!r} is closed')

    # The feeder pickles the item, a moment later: what may change until then is kept.
    def put(self, obj, block=True, timeout=None):
        self._check_open()
        if _put(self._handle, obj, block, timeout, True):
            _hold(self._handle, (obj,), ())

    def put_nowait(self, obj):
        return self.put(obj, False)

    def get(self, block=True, timeout=None):
        self._check_open()
        if block and timeout is not None:
            0.0 + timeout
        return _loads(_get(self._handle, block, timeout))

    def get_nowait(self):
        return self.get(False)

    def qsize(self):
        return _queue_size(self._handle)

    def empty(self):
        return _queue_empty(self._handle)

    def full(self):
        return _queue_full(self._handle)

    def close(self):
        self._closed = True
        _queue_close(self._handle)

    def join_thread(self):
        assert self._closed, 'Queue {0!r} not closed'.format(self)
        _queue_join_thread(self._handle)

    def cancel_join_thread(self):
        _queue_cancel_join(self._handle)


class JoinableQueue(Queue):
    __module__ = 'multiprocessing.queues'
    _kind = 1

    def put(self, obj, block=True, timeout=None):
        self._check_open()
        if _put(self._handle, obj, block, timeout, True):
            _hold(self._handle, (obj,), ())

    def task_done(self):
        _task_done(self._handle)

    def join(self):
        _queue_join(self._handle)


class SimpleQueue:
    __module__ = 'multiprocessing.queues'
    __shared__ = True
    _refuse_pickle = True
    _goes_along = True

    def __init__(self, *, ctx=None):
        self._is_fork_ctx = _is_fork(ctx)
        self._handle = _new_queue(2, 0)
        self._closed = False

    def _check_open(self):
        if self._closed:
            raise OSError('handle is closed')

    def put(self, obj):
        # Without a feeder, what cannot be pickled is told at once.
        _check_picklable(obj)
        self._check_open()
        _put(self._handle, obj, True, None, False)

    def get(self):
        self._check_open()
        return _loads(_get(self._handle, True, None))

    def empty(self):
        self._check_open()
        return _queue_empty(self._handle)

    def close(self):
        self._closed = True
        _queue_close(self._handle)


# --- pipes -----------------------------------------------------------------------------------------------------------


class Connection:
    __module__ = 'multiprocessing.connection'
    __shared__ = True
    _goes_along = True

    def __init__(self, handle, readable, writable):
        self._handle = handle
        self._closed = False
        self.readable = readable
        self.writable = writable

    @property
    def closed(self):
        return self._closed

    def _check_open(self):
        if self._closed:
            raise OSError('handle is closed')

    def _check_readable(self):
        self._check_open()
        if not self.readable:
            raise OSError('connection is write-only')

    def send(self, obj):
        self._check_open()
        if not self.writable:
            raise OSError('connection is read-only')
        _send(self._handle, _dumps(obj))

    def recv(self):
        self._check_readable()
        return _loads(_receive(self._handle))

    def send_bytes(self, buf):
        self.send(bytes(buf))

    def recv_bytes(self):
        return self.recv()

    def poll(self, timeout=0.0):
        self._check_readable()
        return _poll(self._handle, timeout)

    def close(self):
        if not self._closed:
            self._closed = True
            _close_connection(self._handle)

    def fileno(self):
        self._check_open()
        _refuse('`fileno` of a connection')

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.close()


def Pipe(duplex=True):
    first, second = _new_pipe(duplex)
    if duplex:
        return Connection(first, True, True), Connection(second, True, True)
    return Connection(first, True, False), Connection(second, False, True)


# --- shared memory ---------------------------------------------------------------------------------------------------

_SIZES = {'c': 1, 'b': 1, 'B': 1, 'h': 2, 'H': 2, 'i': 4, 'I': 4, 'f': 4, 'u': 4, 'l': 8, 'L': 8, 'q': 8, 'Q': 8,
          'd': 8}
_TYPE_NAMES = {'c': 'c_char', 'b': 'c_byte', 'B': 'c_ubyte', 'h': 'c_short', 'H': 'c_ushort', 'i': 'c_int',
               'I': 'c_uint', 'f': 'c_float', 'u': 'c_wchar', 'l': 'c_long', 'L': 'c_ulong', 'q': 'c_long',
               'Q': 'c_ulong', 'd': 'c_double'}


def _size_of(typecode):
    if not isinstance(typecode, str) or typecode not in _SIZES:
        raise TypeError('this type has no size')
    return _SIZES[typecode]


class _Guarded:
    # Without a lock it is an object of `ctypes`, of this type; else empty.
    _raw = ''
    # Its own lock is taken inside of each read and write; one that the program gave, here.
    _given = None

    def _read(self, at, size):
        if self._given is None:
            return _shared_read(self._handle, at, size)
        with self._given:
            return _shared_read(self._handle, at, size)

    def _write(self, at, data):
        if self._given is None:
            return _shared_write(self._handle, at, data)
        with self._given:
            _shared_write(self._handle, at, data)

    # As in CPython the content is there before anyone else can have the object: no lock is taken for it.
    def _make(self, length, content, lock, ctx):
        handles = _new_shared(self._typecode, length, lock is True, content)
        self._handle = handles[0]
        if lock is True:
            self._lock = _OwnLock(handles[1], ctx)
        elif lock:
            if not hasattr(lock, 'acquire'):
                raise AttributeError(f'{lock!r} has no method \'acquire\'')
            self._lock = lock
            self._given = lock

    def get_lock(self):
        if self._raw:
            raise AttributeError(f"'{self._raw}' object has no attribute 'get_lock'")
        return self._lock

    def get_obj(self):
        return self

    def acquire(self, block=True, timeout=None):
        return self._lock.acquire(block, timeout)

    def release(self):
        self._lock.release()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, kind, value, trace):
        return self._lock.__exit__(kind, value, trace)


class _OwnLock(RLock):
    __module__ = 'multiprocessing.synchronize'

    def __init__(self, handle, ctx):
        self._is_fork_ctx = _is_fork(ctx)
        self._handle = handle
        self._mine = 0


class Synchronized(_Guarded):
    __module__ = 'multiprocessing.sharedctypes'
    __shared__ = True
    _refuse_pickle = True
    _goes_along = True

    def __init__(self, typecode, args, lock, ctx):
        self._handle = None
        self._typecode = typecode
        self._size = _size_of(typecode)
        self._make(-1, _pack(typecode, args[0]) if args else b'', lock, ctx)
        if not lock:
            self._raw = _TYPE_NAMES[typecode]

    @property
    def value(self):
        return _unpack(self._typecode, self._read(0, self._size))

    @value.setter
    def value(self, value):
        self._write(0, _pack(self._typecode, value))

    def __repr__(self):
        if self._raw:
            return f'{self._raw}({self.value!r})'
        return f'<Synchronized wrapper for {_TYPE_NAMES[self._typecode]}({self.value!r})>'


class SynchronizedArray(_Guarded):
    __module__ = 'multiprocessing.sharedctypes'
    __shared__ = True
    _refuse_pickle = True
    _goes_along = True

    def __init__(self, typecode, size_or_initializer, lock, ctx):
        self._handle = None
        self._typecode = typecode
        self._size = _size_of(typecode)
        content = b''
        if isinstance(size_or_initializer, int):
            length = size_or_initializer
            if length < 0:
                raise ValueError(f'Array length must be >= 0, not {length}')
        else:
            length = len(size_or_initializer)
            items = list(size_or_initializer)
            content = _pack_all(typecode, items)
        self._length = length
        self._make(length, content, lock, ctx)
        if not lock:
            self._raw = f'{_TYPE_NAMES[typecode]}_Array_{length}'

    def __len__(self):
        return self._length

    def _place(self, at, what='integer'):
        if not isinstance(at, int):
            raise TypeError(f'indices must be {what}')
        place = at + self._length if at < 0 else at
        if place < 0 or place >= self._length:
            raise IndexError('invalid index')
        return place

    def _all(self):
        data = self._read(0, self._size * self._length)
        if self._typecode == 'c':
            return data
        items = _unpack_all(self._typecode, data)
        return ''.join(items) if self._typecode == 'u' else items

    def __getitem__(self, at):
        if isinstance(at, slice):
            return self._all()[at]
        place = self._place(at, 'integers')
        return _unpack(self._typecode, self._read(place * self._size, self._size))

    def __setitem__(self, at, value):
        if isinstance(at, slice):
            places = list(range(self._length))[at]
            try:
                values = list(value) if len(value) == len(places) else None
            except TypeError:
                values = None
            if values is None:
                raise ValueError('Can only assign sequence of same size')
            if places and at.step is None:
                data = _pack_all(self._typecode, values)
                self._write(places[0] * self._size, data)
                return
            for place, item in zip(places, values):
                self[place] = item
            return
        place = self._place(at)
        self._write(place * self._size, _pack(self._typecode, value))

    def __iter__(self):
        for at in range(self._length):
            yield self[at]

    def __reversed__(self):
        for at in range(self._length - 1, -1, -1):
            yield self[at]

    def __repr__(self):
        name = f'multiprocessing.sharedctypes.{_TYPE_NAMES[self._typecode]}_Array_{self._length}'
        if self._raw:
            return f'<{name} object at {id(self):#x}>'
        return f'<{type(self).__name__} wrapper for <{name} object at {id(self):#x}>>'


# An array of characters has its whole content as one value, too.
class SynchronizedString(SynchronizedArray):
    __module__ = 'multiprocessing.sharedctypes'

    @property
    def value(self):
        data = self[:]
        return data[:list(data).index(0)] if 0 in data else data

    @value.setter
    def value(self, value):
        if not isinstance(value, bytes):
            raise TypeError(f'bytes expected instead of {type(value).__name__} instance')
        if len(value) > self._length:
            raise ValueError('byte string too long')
        data = value + b'\0' if len(value) < self._length else value
        self._write(0, data)

    @property
    def raw(self):
        return self[:]


def Value(typecode_or_type, *args, lock=True, ctx=None):
    if len(args) > 1:
        raise TypeError(f'__init__ expected at most 1 argument, got {len(args)}')
    return Synchronized(typecode_or_type, args, lock, ctx)


def Array(typecode_or_type, size_or_initializer, *, lock=True, ctx=None):
    if typecode_or_type == 'c':
        return SynchronizedString(typecode_or_type, size_or_initializer, lock, ctx)
    return SynchronizedArray(typecode_or_type, size_or_initializer, lock, ctx)


def RawValue(typecode_or_type, *args):
    return Synchronized(typecode_or_type, args, False, None)


def RawArray(typecode_or_type, size_or_initializer):
    return SynchronizedArray(typecode_or_type, size_or_initializer, False, None)


def Manager():
    _refuse('`Manager` (use a `Queue`, `Value` or `Array` to share data)')


# --- start methods ---------------------------------------------------------------------------------------------------

# The program's choice; until there is one, the run's. A spawned process has that of its parent.
_method = _config('method')


def get_all_start_methods():
    return ['fork', 'spawn', 'forkserver']


def get_start_method(allow_none=False):
    global _method
    if _method is None and not allow_none:
        _method = _config('start_method')
    return _method


def set_start_method(method, force=False):
    global _method
    if _method is not None and not force:
        raise RuntimeError('context has already been set')
    if method is not None or not force:
        _check_method(method)
    _method = method


def _check_method(method):
    if method not in get_all_start_methods():
        raise ValueError('cannot find context for %r' % (method,))


# Whether what is made in this context (None: the default one) belongs to forked processes.
def _is_fork(ctx):
    return (get_start_method() if ctx is None else ctx._name) == 'fork'


from multiprocessing.pool import Pool, AsyncResult


class BaseContext:
    __module__ = 'multiprocessing.context'
    ProcessError = ProcessError
    BufferTooShort = BufferTooShort
    TimeoutError = TimeoutError
    AuthenticationError = AuthenticationError

    current_process = staticmethod(current_process)
    parent_process = staticmethod(parent_process)
    active_children = staticmethod(active_children)

    def cpu_count(self):
        return cpu_count()

    def freeze_support(self):
        pass

    def get_all_start_methods(self):
        return get_all_start_methods()

    def get_start_method(self, allow_none=False):
        return self._name

    def set_start_method(self, method, force=False):
        raise ValueError('cannot set start method of concrete context')

    def get_context(self, method=None):
        return self if method is None else get_context(method)

    def Lock(self):
        return Lock(ctx=self)

    def RLock(self):
        return RLock(ctx=self)

    def Semaphore(self, value=1):
        return Semaphore(value, ctx=self)

    def BoundedSemaphore(self, value=1):
        return BoundedSemaphore(value, ctx=self)

    def Condition(self, lock=None):
        return Condition(lock, ctx=self)

    def Event(self):
        return Event(ctx=self)

    def Barrier(self, parties, action=None, timeout=None):
        return Barrier(parties, action, timeout, ctx=self)

    def Queue(self, maxsize=0):
        return Queue(maxsize, ctx=self)

    def JoinableQueue(self, maxsize=0):
        return JoinableQueue(maxsize, ctx=self)

    def SimpleQueue(self):
        return SimpleQueue(ctx=self)

    def Pipe(self, duplex=True):
        return Pipe(duplex)

    def Pool(self, processes=None, initializer=None, initargs=(), maxtasksperchild=None):
        return Pool(processes, initializer, initargs, maxtasksperchild, self)

    def Value(self, typecode_or_type, *args, lock=True):
        return Value(typecode_or_type, *args, lock=lock, ctx=self)

    def Array(self, typecode_or_type, size_or_initializer, *, lock=True):
        return Array(typecode_or_type, size_or_initializer, lock=lock, ctx=self)

    def RawValue(self, typecode_or_type, *args):
        return RawValue(typecode_or_type, *args)

    def RawArray(self, typecode_or_type, size_or_initializer):
        return RawArray(typecode_or_type, size_or_initializer)

    def Manager(self):
        return Manager()


class ForkContext(BaseContext):
    __module__ = 'multiprocessing.context'
    _name = 'fork'
    Process = ForkProcess


class SpawnContext(BaseContext):
    __module__ = 'multiprocessing.context'
    _name = 'spawn'
    Process = SpawnProcess


class ForkServerContext(BaseContext):
    __module__ = 'multiprocessing.context'
    _name = 'forkserver'
    Process = ForkServerProcess


_contexts = {'fork': ForkContext(), 'spawn': SpawnContext(), 'forkserver': ForkServerContext()}


def get_context(method=None):
    if method is None:
        method = get_start_method()
    _check_method(method)
    return _contexts[method]
