# The usual iterators: classes, as in CPython, so that they take their arguments when they are made and give their items
# one by one.

_MISSING = ('missing',)
_LARGEST = 9223372036854775807


def _size(value):
    if not isinstance(value, int):
        raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")
    if not -_LARGEST - 1 <= value <= _LARGEST:
        raise OverflowError('Python int too large to convert to C ssize_t')
    return int(value)


class count:
    def __init__(self, start=0, step=1):
        if not (isinstance(start, (int, float)) and isinstance(step, (int, float))):
            raise TypeError('a number is required')
        self._next = int(start) if isinstance(start, int) else start
        self._step = step

    def __iter__(self):
        return self

    def __next__(self):
        item = self._next
        self._next = item + self._step
        return item

    def __repr__(self):
        if isinstance(self._step, int) and self._step == 1:
            return f'count({self._next!r})'
        return f'count({self._next!r}, {self._step!r})'


class cycle:
    def __init__(self, iterable, /):
        self._source = iter(iterable)
        self._saved = []
        self._at = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self._source is not None:
            item = next(self._source, _MISSING)
            if item is not _MISSING:
                self._saved.append(item)
                return item
            self._source = None
        if not self._saved:
            raise StopIteration
        item = self._saved[self._at]
        self._at = (self._at + 1) % len(self._saved)
        return item


class repeat:
    def __init__(self, object, times=_MISSING):
        self._item = object
        self._left = None if times is _MISSING else max(_size(times), 0)

    def __iter__(self):
        return self

    def __next__(self):
        if self._left is not None:
            if self._left == 0:
                raise StopIteration
            self._left -= 1
        return self._item

    def __repr__(self):
        if self._left is None:
            return f'repeat({self._item!r})'
        return f'repeat({self._item!r}, {self._left})'


class chain:
    def __init__(self, *iterables):
        self._sources = iter(iterables)
        self._active = None

    def __iter__(self):
        return self

    def __next__(self):
        while True:
            if self._active is None:
                if self._sources is None:
                    raise StopIteration
                source = next(self._sources, _MISSING)
                if source is _MISSING:
                    self._sources = None
                    raise StopIteration
                self._active = iter(source)
            item = next(self._active, _MISSING)
            if item is not _MISSING:
                return item
            self._active = None

    def from_iterable(iterable, /):
        made = chain()
        made._sources = iter(iterable)
        return made

    from_iterable = staticmethod(from_iterable)


def _bound(value, text):
    if value is not None and not (isinstance(value, int) and 0 <= value <= _LARGEST):
        raise ValueError(text)
    return value


class islice:
    def __init__(self, iterable, start, stop=_MISSING, step=1, /):
        wrong_stop = 'Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.'
        wrong = 'Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.'
        if stop is _MISSING:
            start, stop = 0, _bound(start, wrong_stop)
        else:
            if stop is not None and not (isinstance(stop, int) and stop != -1 and stop <= _LARGEST):
                raise ValueError(wrong_stop)
            start, stop = _bound(start, wrong) or 0, _bound(stop, wrong)
        if step is None:
            step = 1
        if not (isinstance(step, int) and 0 < step <= _LARGEST):
            raise ValueError('Step for islice() must be a positive integer or None.')
        self._source = iter(iterable)
        self._at = 0
        self._next = start
        self._stop = stop
        self._step = step

    def __iter__(self):
        return self

    def __next__(self):
        if self._source is None:
            raise StopIteration
        stop = self._stop
        while self._at < self._next:
            if next(self._source, _MISSING) is _MISSING:
                self._source = None
                raise StopIteration
            self._at += 1
        item = _MISSING if stop is not None and self._at >= stop else next(self._source, _MISSING)
        if item is _MISSING:
            self._source = None
            raise StopIteration
        self._at += 1
        self._next += self._step
        if stop is not None and self._next > stop:
            self._next = stop
        return item


class accumulate:
    def __init__(self, iterable, func=None, *, initial=None):
        self._source = iter(iterable)
        self._func = func
        self._total = _MISSING
        self._initial = initial

    def __iter__(self):
        return self

    def __next__(self):
        if self._initial is not None:
            self._total = self._initial
            self._initial = None
            return self._total
        item = next(self._source, _MISSING)
        if item is _MISSING:
            raise StopIteration
        if self._total is _MISSING:
            self._total = item
        elif self._func is None:
            self._total = self._total + item
        else:
            self._total = self._func(self._total, item)
        return self._total


class product:
    def __init__(self, *iterables, repeat=1):
        repeat = _size(repeat)
        if repeat < 0:
            raise ValueError('repeat argument cannot be negative')
        self._pools = [tuple(iterable) for iterable in iterables] * repeat
        self._places = None

    def __iter__(self):
        return self

    def __next__(self):
        pools = self._pools
        if pools is None:
            raise StopIteration
        if self._places is None:
            self._places = [0] * len(pools)
            if all(pools):
                return tuple([pool[0] for pool in pools])
        else:
            places = self._places
            at = len(pools) - 1
            while at >= 0:
                places[at] += 1
                if places[at] < len(pools[at]):
                    return tuple([pool[place] for pool, place in zip(pools, places)])
                places[at] = 0
                at -= 1
        self._pools = None
        raise StopIteration


class permutations:
    def __init__(self, iterable, r=None):
        pool = tuple(iterable)
        n = len(pool)
        if r is None:
            r = n
        elif not isinstance(r, int):
            raise TypeError('Expected int as r')
        r = _size(r)
        if r < 0:
            raise ValueError('r must be non-negative')
        self._pool = pool if r <= n else None
        self._r = r
        self._places = None

    def __iter__(self):
        return self

    def __next__(self):
        pool = self._pool
        if pool is None:
            raise StopIteration
        n, r = len(pool), self._r
        if self._places is None:
            self._places = list(range(n))
            self._cycles = list(range(n, n - r, -1))
            return pool[:r]
        places, cycles = self._places, self._cycles
        for at in range(r - 1, -1, -1):
            cycles[at] -= 1
            if cycles[at]:
                other = n - cycles[at]
                places[at], places[other] = places[other], places[at]
                return tuple([pool[place] for place in places[:r]])
            places[at:] = places[at + 1:] + places[at:at + 1]
            cycles[at] = n - at
        self._pool = None
        raise StopIteration


class combinations:
    def __init__(self, iterable, r):
        r = _size(r)
        pool = tuple(iterable)
        if r < 0:
            raise ValueError('r must be non-negative')
        self._pool = pool if r <= len(pool) else None
        self._r = r
        self._places = None

    def __iter__(self):
        return self

    def __next__(self):
        pool = self._pool
        if pool is None:
            raise StopIteration
        n, r = len(pool), self._r
        if self._places is None:
            self._places = list(range(r))
            return pool[:r]
        places = self._places
        at = r - 1
        while at >= 0 and places[at] == at + n - r:
            at -= 1
        if at < 0:
            self._pool = None
            raise StopIteration
        places[at] += 1
        for behind in range(at + 1, r):
            places[behind] = places[behind - 1] + 1
        return tuple([pool[place] for place in places])


class zip_longest:
    def __init__(self, *iterables, **options):
        for name in options:
            if name != 'fillvalue':
                raise TypeError('zip_longest() got an unexpected keyword argument')
        self._fill = options.get('fillvalue')
        self._sources = [iter(iterable) for iterable in iterables]
        self._left = len(iterables)

    def __iter__(self):
        return self

    def __next__(self):
        if self._left == 0:
            raise StopIteration
        row = []
        for at, source in enumerate(self._sources):
            item = _MISSING if source is None else next(source, _MISSING)
            if item is _MISSING:
                if source is not None:
                    self._sources[at] = None
                    self._left -= 1
                    if self._left == 0:
                        raise StopIteration
                item = self._fill
            row.append(item)
        return tuple(row)


class takewhile:
    def __init__(self, predicate, iterable, /):
        self._predicate = predicate
        self._source = iter(iterable)

    def __iter__(self):
        return self

    def __next__(self):
        if self._source is None:
            raise StopIteration
        item = next(self._source)
        if self._predicate(item):
            return item
        self._source = None
        raise StopIteration


class dropwhile:
    def __init__(self, predicate, iterable, /):
        self._predicate = predicate
        self._source = iter(iterable)
        self._drops = True

    def __iter__(self):
        return self

    def __next__(self):
        item = next(self._source)
        while self._drops and self._predicate(item):
            item = next(self._source)
        self._drops = False
        return item


class filterfalse:
    def __init__(self, predicate, iterable, /):
        self._predicate = bool if predicate is None else predicate
        self._source = iter(iterable)

    def __iter__(self):
        return self

    def __next__(self):
        item = next(self._source)
        while self._predicate(item):
            item = next(self._source)
        return item


class starmap:
    def __init__(self, function, iterable, /):
        self._function = function
        self._source = iter(iterable)

    def __iter__(self):
        return self

    def __next__(self):
        args = next(self._source)
        if not isinstance(args, tuple):
            args = tuple(args)
        return self._function(*args)


class pairwise:
    def __init__(self, iterable, /):
        self._source = iter(iterable)
        self._before = _MISSING

    def __iter__(self):
        return self

    def __next__(self):
        if self._before is _MISSING:
            self._before = next(self._source)
        pair = (self._before, next(self._source))
        self._before = pair[1]
        return pair


class compress:
    def __init__(self, data, selectors):
        self._data = iter(data)
        self._selectors = iter(selectors)

    def __iter__(self):
        return self

    def __next__(self):
        while True:
            item = next(self._data)
            if next(self._selectors):
                return item


class combinations_with_replacement:
    def __init__(self, iterable, r):
        r = _size(r)
        pool = tuple(iterable)
        if r < 0:
            raise ValueError('r must be non-negative')
        self._pool = pool if pool or r == 0 else None
        self._r = r
        self._places = None

    def __iter__(self):
        return self

    def __next__(self):
        pool = self._pool
        if pool is None:
            raise StopIteration
        r = self._r
        if self._places is None:
            self._places = [0] * r
        else:
            places = self._places
            at = r - 1
            while at >= 0 and places[at] == len(pool) - 1:
                at -= 1
            if at < 0:
                self._pool = None
                raise StopIteration
            places[at:] = [places[at] + 1] * (r - at)
        return tuple([pool[place] for place in self._places])


# The groups take their items from the same source: who goes on to the next group leaves the one before.
class groupby:
    def __init__(self, iterable, key=None):
        self._source = iter(iterable)
        self._key = key
        self._next = _MISSING
        self._mark = _MISSING
        self._group = None

    def __iter__(self):
        return self

    def _advance(self):
        item = next(self._source)
        self._mark = item if self._key is None else self._key(item)
        self._next = item

    def __next__(self):
        old = self._group
        self._group = None
        while self._mark is _MISSING or old is not None and self._mark == old._mark:
            self._advance()
        self._group = _grouper(self, self._mark)
        return (self._mark, self._group)


class _grouper:
    def __init__(self, parent, mark, /):
        self._parent = parent
        self._mark = mark

    def __iter__(self):
        return self

    def __next__(self):
        parent = self._parent
        if parent._group is not self:
            raise StopIteration
        if parent._next is _MISSING:
            parent._advance()
        if parent._mark != self._mark:
            raise StopIteration
        item = parent._next
        parent._next = _MISSING
        return item


# All of them have the items that one of them took and not all have had.
class _tee:
    def __init__(self, iterable, /):
        self._source = iter(iterable)
        self._link = []

    def __iter__(self):
        return self

    # A link of a chain: the item and the next link, once it is there.
    def __next__(self):
        link = self._link
        if not link:
            link.append(next(self._source))
            link.append([])
        self._link = link[1]
        return link[0]

    def _copy(self):
        other = _tee(())
        other._source = self._source
        other._link = self._link
        return other


def tee(iterable, n=2, /):
    n = _size(n)
    if n < 0:
        raise ValueError('n must be >= 0')
    if n == 0:
        return ()
    first = iterable if isinstance(iterable, _tee) else _tee(iterable)
    return tuple([first] + [first._copy() for _ in range(n - 1)])
