# deque, Counter and defaultdict.


class deque:
    def __init__(self, iterable=(), maxlen=None):
        if maxlen is not None:
            if not isinstance(maxlen, int):
                raise TypeError('an integer is required')
            if maxlen > 9223372036854775807:
                raise OverflowError('Python int too large to convert to C ssize_t')
            if maxlen < 0:
                raise ValueError('maxlen must be non-negative')
        self._items = []
        self.maxlen = maxlen
        for item in iterable:
            self.append(item)

    def append(self, item):
        self._items.append(item)
        if self.maxlen is not None and len(self._items) > self.maxlen:
            self._items.pop(0)

    def appendleft(self, item):
        self._items.insert(0, item)
        if self.maxlen is not None and len(self._items) > self.maxlen:
            self._items.pop()

    def pop(self):
        if not self._items:
            raise IndexError('pop from an empty deque')
        return self._items.pop()

    def popleft(self):
        if not self._items:
            raise IndexError('pop from an empty deque')
        return self._items.pop(0)

    def extend(self, iterable):
        for item in iterable:
            self.append(item)

    def extendleft(self, iterable):
        for item in iterable:
            self.appendleft(item)

    def clear(self):
        self._items.clear()

    def rotate(self, n=1):
        _check_size(n)
        if self._items:
            n = n % len(self._items)
            self._items = self._items[-n:] + self._items[:-n] if n else self._items

    def count(self, item):
        return self._items.count(item)

    def copy(self):
        return deque(self._items, self.maxlen)

    def index(self, item, start=0, stop=9223372036854775807, /):
        for bound in (start, stop):
            if not isinstance(bound, int):
                raise TypeError('slice indices must be integers or have an __index__ method')
        n = len(self._items)
        start, stop = [max(bound + n, 0) if bound < 0 else bound for bound in (start, stop)]
        for at in range(start, min(stop, n)):
            if self._items[at] == item:
                return at
        raise ValueError(f'{item!r} is not in deque')

    def insert(self, at, item):
        _check_size(at)
        if self.maxlen is not None and len(self._items) >= self.maxlen:
            raise IndexError('deque already at its maximum size')
        self._items.insert(at, item)

    def reverse(self):
        self._items.reverse()

    def remove(self, item):
        if item not in self._items:
            raise ValueError(f'{item!r} is not in deque')
        self._items.remove(item)

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)

    def _place(self, at):
        if not isinstance(at, int):
            raise TypeError(f"sequence index must be integer, not '{type(at).__name__}'")
        if not -len(self._items) <= at < len(self._items):
            raise IndexError('deque index out of range')
        return at

    def __getitem__(self, at):
        return self._items[self._place(at)]

    def __setitem__(self, at, item):
        self._items[self._place(at)] = item

    def __delitem__(self, at):
        del self._items[self._place(at)]

    def __contains__(self, item):
        return item in self._items

    def __reversed__(self):
        return reversed(self._items)

    def __add__(self, other):
        if not isinstance(other, deque):
            raise TypeError(f'can only concatenate deque (not "{type(other).__name__}") to deque')
        result = self.copy()
        result.extend(other._items)
        return result

    def __iadd__(self, other):
        self.extend(list(other))
        return self

    def __mul__(self, times):
        if not isinstance(times, int):
            raise TypeError(f"can't multiply sequence by non-int of type '{type(times).__name__}'")
        return deque(self._items * times, self.maxlen)

    __rmul__ = __mul__

    def __imul__(self, times):
        self._items = (self * times)._items
        return self

    def __eq__(self, other):
        return isinstance(other, deque) and self._items == other._items

    def _other(self, other, sign):
        if not isinstance(other, deque):
            raise TypeError(
                f"'{sign}' not supported between instances of 'collections.deque' and '{type(other).__name__}'")
        return other._items

    def __lt__(self, other):
        return self._items < self._other(other, '<')

    def __le__(self, other):
        return self._items <= self._other(other, '<=')

    def __gt__(self, other):
        return self._items > self._other(other, '>')

    def __ge__(self, other):
        return self._items >= self._other(other, '>=')

    def __repr__(self):
        if self.maxlen is None:
            return f'deque({self._items!r})'
        return f'deque({self._items!r}, maxlen={self.maxlen})'


def _check_size(n):
    if not isinstance(n, int):
        raise TypeError(f"'{type(n).__name__}' object cannot be interpreted as an integer")
    if not -9223372036854775808 <= n <= 9223372036854775807:
        raise OverflowError('Python int too large to convert to C ssize_t')


class _Mapping:
    def __len__(self):
        return len(self._data)

    def __iter__(self):
        return iter(self._data)

    def __contains__(self, key):
        return key in self._data

    def __setitem__(self, key, value):
        self._data[key] = value

    def __delitem__(self, key):
        del self._data[key]

    def keys(self):
        return self._data.keys()

    def values(self):
        return self._data.values()

    def items(self):
        return self._data.items()

    def get(self, key, default=None):
        return self._data.get(key, default)

    def pop(self, key, *default):
        return self._data.pop(key, *default)

    def popitem(self):
        return self._data.popitem()

    def update(self, *others, **items):
        self._data.update(*others, **items)

    def clear(self):
        self._data.clear()

    def setdefault(self, key, default=None):
        return self._data.setdefault(key, default)

    def __reversed__(self):
        return reversed(self._data)

    def __eq__(self, other):
        return self._data == (other._data if isinstance(other, _Mapping) else other)


class defaultdict(_Mapping):
    def __init__(self, default_factory=None, /, *data, **items):
        if default_factory is not None and not callable(default_factory):
            raise TypeError('first argument must be callable or None')
        self.default_factory = default_factory
        self._data = dict(*data, **items)

    def copy(self):
        return defaultdict(self.default_factory, self._data)

    def __or__(self, other):
        result = self.copy()
        result._data.update(other)
        return result

    def __ior__(self, other):
        self._data.update(other)
        return self

    def __getitem__(self, key):
        if key not in self._data:
            if self.default_factory is None:
                raise KeyError(key)
            self._data[key] = self.default_factory()
        return self._data[key]

    def __repr__(self):
        return f'defaultdict({self.default_factory!r}, {self._data!r})'


class Counter(_Mapping):
    def __init__(self, iterable=None, /, **counts):
        self._data = {}
        self.update(iterable, **counts)

    def _add(self, iterable, counts, sign):
        if hasattr(iterable, 'items'):
            for key, count in iterable.items():
                self._data[key] = self._data.get(key, 0) + sign * count
        elif iterable is not None:
            for key in iterable:
                self._data[key] = self._data.get(key, 0) + sign
        for key, count in counts.items():
            self._data[key] = self._data.get(key, 0) + sign * count

    def update(self, iterable=None, /, **counts):
        self._add(iterable, counts, 1)

    def subtract(self, iterable=None, /, **counts):
        self._add(iterable, counts, -1)

    def copy(self):
        return Counter(self)

    def __getitem__(self, key):
        return self._data.get(key, 0)

    def __delitem__(self, key):
        self._data.pop(key, None)

    def fromkeys(iterable, v=None):
        raise NotImplementedError('Counter.fromkeys() is undefined.  Use Counter(iterable) instead.')

    fromkeys = staticmethod(fromkeys)

    def __add__(self, other):
        return self._combined(other, lambda left, right: left + right)

    def __sub__(self, other):
        return self._combined(other, lambda left, right: left - right)

    def __or__(self, other):
        return self._combined(other, lambda left, right: max(left, right))

    def __and__(self, other):
        return self._combined(other, lambda left, right: min(left, right))

    def __iadd__(self, other):
        self._data = (self + other)._data
        return self

    def __isub__(self, other):
        self._data = (self - other)._data
        return self

    def __ior__(self, other):
        self._data = (self | other)._data
        return self

    def __iand__(self, other):
        self._data = (self & other)._data
        return self

    def __pos__(self):
        return self + Counter()

    def __neg__(self):
        return Counter() - self

    # What is not counted counts as zero.
    def _each(self, other, sign, function):
        if not isinstance(other, Counter):
            raise TypeError(
                f"'{sign}' not supported between instances of 'Counter' and '{type(other).__name__}'")
        return all([function(self[key], other[key]) for key in [*self._data, *other._data]])

    def __eq__(self, other):
        if not isinstance(other, Counter):
            return self._data == (other._data if isinstance(other, _Mapping) else other)
        return self._each(other, '==', lambda left, right: left == right)

    def __le__(self, other):
        return self._each(other, '<=', lambda left, right: left <= right)

    def __ge__(self, other):
        return self._each(other, '>=', lambda left, right: left >= right)

    def __lt__(self, other):
        return self._each(other, '<', lambda left, right: left <= right) and self != other

    def __gt__(self, other):
        return self._each(other, '>', lambda left, right: left >= right) and self != other

    # Only counts above zero stay.
    def _combined(self, other, function):
        result = Counter()
        for key in list(self._data) + [key for key in other if key not in self._data]:
            count = function(self[key], other[key])
            if count > 0:
                result._data[key] = count
        return result

    def most_common(self, n=None):
        pairs = sorted(self._data.items(), key=lambda pair: pair[1], reverse=True)
        if n is None:
            return pairs
        if n == 1 or n >= len(pairs):
            return pairs[:n]
        return pairs[:len(range(n))]

    def elements(self):
        for key, count in self._data.items():
            for _ in range(count):
                yield key

    def total(self):
        return sum(self._data.values())

    def __repr__(self):
        if not self._data:
            return 'Counter()'
        return 'Counter({' + ', '.join([f'{key!r}: {count!r}' for key, count in self.most_common()]) + '})'
