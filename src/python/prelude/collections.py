# deque, Counter, defaultdict, namedtuple's simplest use, OrderedDict.

OrderedDict = dict


class deque:
    def __init__(self, iterable=(), maxlen=None):
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
        if self._items:
            n = n % len(self._items)
            self._items = self._items[-n:] + self._items[:-n] if n else self._items

    def count(self, item):
        return self._items.count(item)

    def remove(self, item):
        if item not in self._items:
            raise ValueError('deque.remove(x): x not in deque')
        self._items.remove(item)

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)

    def __getitem__(self, at):
        if at >= len(self._items) or at < -len(self._items):
            raise IndexError('deque index out of range')
        return self._items[at]

    def __setitem__(self, at, item):
        self._items[at] = item

    def __contains__(self, item):
        return item in self._items

    def __eq__(self, other):
        return isinstance(other, deque) and self._items == other._items

    def __repr__(self):
        if self.maxlen is None:
            return f'deque({self._items!r})'
        return f'deque({self._items!r}, maxlen={self.maxlen})'


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

    def clear(self):
        self._data.clear()

    def setdefault(self, key, default=None):
        return self._data.setdefault(key, default)

    def __eq__(self, other):
        return self._data == (other._data if isinstance(other, _Mapping) else other)


class defaultdict(_Mapping):
    def __init__(self, default_factory=None, data=None):
        self.default_factory = default_factory
        self._data = dict(data) if data is not None else {}

    def __getitem__(self, key):
        if key not in self._data:
            if self.default_factory is None:
                raise KeyError(key)
            self._data[key] = self.default_factory()
        return self._data[key]

    def __repr__(self):
        return f'defaultdict({self.default_factory!r}, {self._data!r})'


class Counter(_Mapping):
    def __init__(self, iterable=None):
        self._data = {}
        if iterable is not None:
            self.update(iterable)

    def update(self, iterable):
        if isinstance(iterable, dict) or isinstance(iterable, Counter):
            for key, count in iterable.items():
                self._data[key] = self._data.get(key, 0) + count
        else:
            for key in iterable:
                self._data[key] = self._data.get(key, 0) + 1

    def __getitem__(self, key):
        return self._data.get(key, 0)

    def __add__(self, other):
        result = Counter(self)
        result.update(other)
        return result

    def most_common(self, n=None):
        pairs = sorted(self._data.items(), key=lambda pair: pair[1], reverse=True)
        return pairs if n is None else pairs[:n]

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
