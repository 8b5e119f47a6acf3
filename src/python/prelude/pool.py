# Pool and its results.

import multiprocessing as _mp

_next_job = 0
_jobs = {}
_pools = {}
_setups = {}
_pending_setup = (None, ())
_n_pools = 0


class RemoteTraceback(Exception):
    pass


class MaybeEncodingError(Exception):
    def __init__(self, exc, value):
        self.exc = repr(exc)
        self.value = repr(value)
        super().__init__(self.exc, self.value)

    def __str__(self):
        return "Error sending result: '%s'. Reason: '%s'" % (self.value, self.exc)


def mapstar(args):
    function, items = args
    results = []
    for item in items:
        results.append(function(item))
    return results


def starmapstar(args):
    function, items = args
    results = []
    for item in items:
        results.append(function(*tuple(item)))
    return results


# What a task does whose arguments could not be drawn from the iterable.
def _raise(error):
    raise error


def _worker(pool, name, pid, ppid, parent_name=None):
    _mp._become_worker(name, pid, ppid, parent_name)
    initializer, initargs = _setups.get(pool, _pending_setup)
    _jobs.clear()
    _add_depth(11)
    if initializer is not None:
        initializer(*initargs)
    while True:
        message = _next_task(pool)
        if message is None:
            return
        job, index, func, args, kwargs = _loads(message)
        message = None
        try:
            outcome = (True, func(*args, **kwargs))
        except Exception as error:
            _tell(error)
            error._remote_trace = _traceback(error)
            outcome = (False, error)
        func = args = kwargs = None
        try:
            answer = _dumps((job, index, outcome))
        except Exception as error:
            outcome = (False, MaybeEncodingError(error, outcome[1]))
            answer = _dumps((job, index, outcome))
        _finish_task(pool, answer, not outcome[0])
        answer = outcome = None


# A spawned worker has imported the program: its setup came as bytes.
def _spawn_worker(pool, message, pid, ppid):
    global _pending_setup
    initializer, initargs, parent_name = _loads_spawned(message)
    _pending_setup = (initializer, initargs)
    _worker(pool, _mp._current._name, pid, ppid, parent_name)


# A result has come. In CPython a thread of the pool deals with it: what is raised here, by a callback or by an
# exception that cannot be made again from its arguments, ends that thread, and no further result is ever seen. It
# deals with one result after another: what comes while a callback runs waits.
def _on_result(pool, message):
    pool = _pools.get(pool)
    if pool is None:
        return
    pool._mail.append(message)
    if pool._is_handling:
        return
    pool._is_handling = True
    try:
        while pool._mail and not pool._is_deaf:
            _handle_result(pool, pool._mail.pop(0))
    finally:
        pool._is_handling = False


def _handle_result(pool, message):
    try:
        job, index, outcome = _loads(message)
        ok, value = outcome
        if not ok and hasattr(value, '_remote_trace'):
            _set_remote(value, value._remote_trace)
            del value._remote_trace
    except (OSError, EOFError):
        pool._is_deaf = True
        return
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        pool._lose_handler(error)
        return
    try:
        _jobs[job]._set(index, ok, value)
    except KeyError:
        pass
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        pool._lose_handler(error)


class AsyncResult:
    def __init__(self, pool, callback, error_callback):
        global _next_job
        self._pool = pool
        self._job = _next_job
        _next_job += 1
        self._callback = callback
        self._error_callback = error_callback
        self._done = False
        self._success = None
        self._value = None
        _jobs[self._job] = self

    def _set(self, index, ok, value):
        self._success = ok
        self._value = value
        self._finish()

    def _finish(self):
        if self._success:
            if self._callback:
                self._callback(self._value)
        elif self._error_callback:
            self._error_callback(self._value)
        self._done = True
        _jobs.pop(self._job, None)

    def ready(self):
        while not self._done and self._pool._fetch(0):
            pass
        return self._done

    def successful(self):
        if not self.ready():
            raise ValueError(f'{self!r} not ready')
        return self._success

    def wait(self, timeout=None):
        if timeout is None:
            while not self._done:
                self._pool._fetch(None)
            return
        deadline = _monotonic() + timeout
        while not self._done:
            left = deadline - _monotonic()
            if not self._pool._fetch(left if left > 0 else 0) and left <= 0:
                return

    def get(self, timeout=None):
        self.wait(timeout)
        if not self._done:
            raise _mp.TimeoutError
        if self._success:
            return self._value
        raise self._value


ApplyResult = AsyncResult


class MapResult(AsyncResult):
    def __init__(self, pool, chunksize, length, callback, error_callback):
        super().__init__(pool, callback, error_callback)
        self._success = True
        self._value = [None] * length
        self._chunksize = chunksize
        if chunksize <= 0:
            self._left = 0
            self._done = True
            del _jobs[self._job]
        else:
            self._left = length // chunksize + bool(length % chunksize)

    def _set(self, index, ok, value):
        self._left -= 1
        if ok and self._success:
            self._value[index * self._chunksize:(index + 1) * self._chunksize] = value
        elif not ok and self._success:
            self._success = False
            self._value = value
        if self._left == 0:
            self._finish()


class IMapIterator:
    def __init__(self, pool, ordered):
        global _next_job
        self._pool = pool
        self._job = _next_job
        _next_job += 1
        self._ordered = ordered
        self._arrived = {}
        self._order = []
        self._next = 0
        self._length = None
        _jobs[self._job] = self

    def _set(self, index, ok, value):
        self._arrived[index] = (ok, value)
        self._order.append(index)

    def __iter__(self):
        return self

    def __next__(self):
        return self.next()

    def next(self, timeout=None):
        if self._next == self._length:
            _jobs.pop(self._job, None)
            raise StopIteration
        while True:
            if self._ordered:
                index = self._next
            elif self._order:
                index = self._order[0]
            else:
                index = None
            if index is not None and index in self._arrived:
                break
            if not self._pool._fetch(timeout) and timeout is not None:
                raise _mp.TimeoutError
        self._order.remove(index)
        self._next += 1
        ok, value = self._arrived.pop(index)
        if ok:
            return value
        raise value


def _chunks(items, size):
    return [tuple(items[at:at + size]) for at in range(0, len(items), size)]


_DEAF = 'Cannot have cache with result_hander not alive'


class Pool:
    __module__ = 'multiprocessing.pool'
    __shared__ = True
    _refuse_pickle = True

    def __init__(self, processes=None, initializer=None, initargs=(), maxtasksperchild=None, context=None):
        global _pending_setup, _n_pools
        self._handle = None
        self._is_deaf = False
        self._is_handling = False
        self._mail = []
        if processes is not None and processes < 1:
            raise ValueError('Number of processes must be at least 1')
        if maxtasksperchild is not None:
            if not isinstance(maxtasksperchild, int) or maxtasksperchild <= 0:
                raise ValueError('maxtasksperchild must be a positive int or None')
        if initializer is not None and not callable(initializer):
            raise TypeError('initializer must be a callable')
        assert not _mp.current_process().daemon, 'daemonic processes are not allowed to have children'
        _pending_setup = (initializer, initargs)
        self._state = 'RUN'
        self._processes = processes or _cpu_count()
        method = _mp.get_start_method() if context is None else context._name
        kind = {'fork': 'Fork', 'spawn': 'Spawn', 'forkserver': 'ForkServer'}[method]
        if method == 'fork':
            self._handle = _new_pool(processes, maxtasksperchild, kind)
        else:
            _mp._check_not_importing()
            _mp._say_what_runs(method)
            setup = (*_pending_setup, _mp._current._name)
            self._handle = _new_pool(processes, maxtasksperchild, kind, setup, _mp.get_start_method())
        _n_pools += 1
        self._number = _n_pools
        number = _handle_number(self._handle)
        _setups[number] = _pending_setup
        _pools[number] = self

    def __repr__(self):
        return f'<multiprocessing.pool.Pool state={self._state} pool_size={self._processes}>'

    def _check_running(self):
        if self._state != 'RUN':
            raise ValueError('Pool not running')

    # Three threads belong to each pool in CPython; the third one deals with results.
    def _lose_handler(self, error):
        self._is_deaf = True
        if not isinstance(error, SystemExit):
            _tell(error)
            _write(2, f'Exception in thread Thread-{3 * self._number} (_handle_results):\n{_traceback(error)}')
        _set_last_words(self._handle, f'Traceback (most recent call last):\nAssertionError: {_DEAF}\n')

    def _has_jobs(self):
        return any([job._pool is self for job in _jobs.values()])

    def _fetch(self, timeout):
        message = _pool_result(self._handle, timeout)
        if message is None:
            return False
        _on_result(_handle_number(self._handle), message)
        return True

    # The task handler pickles the tasks, a moment later: what may change until then is kept. Nothing may where the
    # caller waits for the results.
    def _send(self, result, tasks, is_awaited):
        sent = []
        messages = []
        for index, task in enumerate(tasks):
            task = (result._job, index, *task)
            try:
                messages.append(_dumps(task))
                sent.append(task)
            except Exception as error:
                result._set(index, False, error)
        if messages:
            kept = None if is_awaited else tuple(sent)
            if _submit(self._handle, result._job, messages, kept):
                _hold(self._handle, kept, messages)

    def apply(self, func, args=(), kwds={}):
        return self._apply(func, args, kwds, None, None, True).get()

    def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
        return self._apply(func, args, kwds, callback, error_callback, False)

    def _apply(self, func, args, kwds, callback, error_callback, is_awaited):
        self._check_running()
        result = AsyncResult(self, callback, error_callback)
        self._send(result, [(func, args, kwds)], is_awaited)
        return result

    def _map_async(self, func, iterable, mapper, chunksize, callback, error_callback, is_awaited=False):
        self._check_running()
        items = iterable if isinstance(iterable, (list, tuple, range, str)) else list(iterable)
        if chunksize is None:
            chunksize, extra = divmod(len(items), self._processes * 4)
            if extra:
                chunksize += 1
        if len(items) == 0:
            chunksize = 0
        result = MapResult(self, chunksize, len(items), callback, error_callback)
        if chunksize:
            self._send(result, [(mapper, ((func, chunk),), {}) for chunk in _chunks(items, chunksize)], is_awaited)
        return result

    def map(self, func, iterable, chunksize=None):
        return self._map_async(func, iterable, mapstar, chunksize, None, None, True).get()

    def map_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        return self._map_async(func, iterable, mapstar, chunksize, callback, error_callback)

    def starmap(self, func, iterable, chunksize=None):
        return self._map_async(func, iterable, starmapstar, chunksize, None, None, True).get()

    def starmap_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        return self._map_async(func, iterable, starmapstar, chunksize, callback, error_callback)

    def _imap(self, func, iterable, chunksize, ordered):
        self._check_running()
        if chunksize < 1:
            raise ValueError('Chunksize must be 1+, not {0:n}'.format(chunksize))
        result = IMapIterator(self, ordered)
        items = []
        problem = None
        try:
            for item in iterable:
                items.append(item)
        except Exception as error:
            problem = error
        if chunksize == 1:
            tasks = [(func, (item,), {}) for item in items]
        else:
            tasks = [(mapstar, ((func, chunk),), {}) for chunk in _chunks(items, chunksize)]
        # The iterable failed: so does the task that would have got what it did not give.
        if problem is not None:
            tasks.append((_raise, (problem,), {}))
        self._send(result, tasks, False)
        result._length = len(tasks)
        return result if chunksize == 1 else _flat(result)

    def imap(self, func, iterable, chunksize=1):
        return self._imap(func, iterable, chunksize, True)

    def imap_unordered(self, func, iterable, chunksize=1):
        return self._imap(func, iterable, chunksize, False)

    def close(self):
        if self._state == 'RUN':
            self._state = 'CLOSE'
            _pool_close(self._handle)

    def terminate(self):
        if self._state != 'TERMINATE':
            self._state = 'TERMINATE'
            _pool_terminate(self._handle)
            if self._is_deaf:
                _set_last_words(self._handle, '')
                if self._has_jobs():
                    raise AssertionError(_DEAF)

    def join(self):
        if self._state == 'RUN':
            raise ValueError('Pool is still running')
        # Its results are never all there: CPython waits for ever.
        while self._is_deaf and self._state == 'CLOSE' and self._has_jobs():
            _pool_result(self._handle, None)
        _pool_join(self._handle)
        if self._state == 'CLOSE':
            while self._fetch(0):
                pass
        _pools.pop(_handle_number(self._handle), None)

    def __enter__(self):
        self._check_running()
        return self

    def __exit__(self, kind, value, trace):
        self.terminate()


def _flat(chunks):
    for chunk in chunks:
        for item in chunk:
            yield item
