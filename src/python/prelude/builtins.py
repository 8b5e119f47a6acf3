# Built-in functions that call the program's own code on the way, so that the machine can stop inside them.
# Names that begin with `_` are what the machine itself calls.


def _retry(function, at, args, kwargs):
    args = list(args)
    args[at] = _collect(args[at])
    return function(*args, **kwargs)


def _collect(iterable):
    items = []
    for item in iterable:
        items.append(item)
    return items


def _extend(items, iterable):
    for item in iterable:
        items.append(item)
    return items


def _store_slice(items, part, iterable):
    items[part] = _collect(iterable)


def _iterate_items(sequence):
    index = 0
    while True:
        try:
            item = sequence[index]
        except IndexError:
            return
        yield item
        index += 1


def _iter_until(function, end):
    while True:
        item = function()
        if item == end:
            return
        yield item


def _print(args, kwargs):
    texts = []
    for arg in args:
        texts.append(str(arg))
    return print(*texts, **kwargs)


def _str(value):
    return str(value)


def _bool(value):
    if value:
        return True
    return False


def _repr(value):
    kind = _tag(value)
    if _is_user(value):
        return repr(value)
    if kind == 'list':
        return '[' + ', '.join([repr(item) for item in value]) + ']'
    if kind == 'tuple':
        if len(value) == 1:
            return '(' + repr(value[0]) + ',)'
        return '(' + ', '.join([repr(item) for item in value]) + ')'
    if kind == 'dict':
        return '{' + ', '.join([repr(key) + ': ' + repr(item) for key, item in value.items()]) + '}'
    if kind == 'set':
        return '{' + ', '.join([repr(item) for item in value]) + '}'
    if kind == 'frozenset':
        return 'frozenset({' + ', '.join([repr(item) for item in value]) + '})'
    if kind == 'dict_keys' or kind == 'dict_values' or kind == 'dict_items':
        return kind + '([' + ', '.join([repr(item) for item in value]) + '])'
    return _default_repr(value)


# What `%` and `str.format` take for an object whose texts only its own methods can tell.
class _Texts:
    def __init__(self, value):
        self._str = str(value)
        self._repr = repr(value)


def _shown(value):
    if _is_user(value) or _tag(value) in ('list', 'tuple', 'dict', 'set'):
        return _Texts(value)
    return value


def _percent(text, values):
    if isinstance(values, tuple):
        return text % tuple([_shown(value) for value in values])
    return text % (_shown(values),)


def _format(text, args, kwargs):
    return text.format(*[_shown(arg) for arg in args], **{key: _shown(arg) for key, arg in kwargs.items()})


def _equal(left, right):
    if _is_user(left) or _is_user(right):
        return True if left == right else False
    if isinstance(left, dict):
        if len(left) != len(right):
            return False
        for key, value in left.items():
            if key not in right or not (value is right[key] or value == right[key]):
                return False
        return True
    if len(left) != len(right):
        return False
    for one, other in zip(left, right):
        if not (one is other or one == other):
            return False
    return True


def _unequal(left, right):
    return not _equal(left, right)


def _contains(container, item):
    for other in container:
        if other is item or other == item:
            return True
    return False


def _lacks(container, item):
    return not _contains(container, item)


def _first_difference(left, right):
    for one, other in zip(left, right):
        if not (one is other or one == other):
            return (one, other)
    return None


def _less(left, right):
    pair = _first_difference(left, right)
    if pair is None:
        return len(left) < len(right)
    return pair[0] < pair[1]


def _less_equal(left, right):
    pair = _first_difference(left, right)
    if pair is None:
        return len(left) <= len(right)
    return pair[0] <= pair[1]


def _greater(left, right):
    pair = _first_difference(left, right)
    if pair is None:
        return len(left) > len(right)
    return pair[0] > pair[1]


def _greater_equal(left, right):
    pair = _first_difference(left, right)
    if pair is None:
        return len(left) >= len(right)
    return pair[0] >= pair[1]


def _sum(iterable, start):
    total = start
    for item in iterable:
        total = total + item
    return total


def any(iterable, /):
    for item in iterable:
        if item:
            return True
    return False


def all(iterable, /):
    for item in iterable:
        if not item:
            return False
    return True


def _map_one(function, iterable):
    for item in iterable:
        yield function(item)


def _map_more(function, iterables):
    for items in zip(*iterables):
        yield function(*items)


def map(*args):
    if len(args) < 2:
        raise TypeError('map() must have at least two arguments.')
    function, iterable, *more = args
    if more:
        return _map_more(function, (iter(iterable), *[iter(other) for other in more]))
    return _map_one(function, iter(iterable))


def _filter(function, iterable):
    if function is None:
        for item in iterable:
            if item:
                yield item
    else:
        for item in iterable:
            if function(item):
                yield item


def filter(*args):
    if len(args) != 2:
        raise TypeError(f'filter expected 2 arguments, got {len(args)}')
    function, iterable = args
    return _filter(function, iter(iterable))


def _enumerate(iterable, start):
    for item in iterable:
        yield (start, item)
        start += 1


_END = ('end',)


def _zip(iterables, strict):
    iterators = [iter(iterable) for iterable in iterables]
    if not iterators:
        return
    while True:
        items = []
        for at, iterator in enumerate(iterators):
            item = next(iterator, _END)
            if item is _END:
                if strict:
                    if at > 0:
                        plural = ' ' if at == 1 else 's 1-'
                        raise ValueError(f'zip() argument {at + 1} is shorter than argument{plural}{at}')
                    for other_at, other in enumerate(iterators):
                        if other_at > 0 and next(other, _END) is not _END:
                            plural = ' ' if other_at == 1 else 's 1-'
                            raise ValueError(
                                f'zip() argument {other_at + 1} is longer than argument{plural}{other_at}')
                return
            items.append(item)
        yield tuple(items)


def _extreme(iterable, key, has_default, default, is_max):
    iterator = iter(iterable)
    best = next(iterator, _END)
    if best is _END:
        if has_default:
            return default
        name = 'max' if is_max else 'min'
        raise ValueError(f'{name}() arg is an empty sequence')
    if key is None:
        for item in iterator:
            if (item > best) if is_max else (item < best):
                best = item
        return best
    mark = key(best)
    for item in iterator:
        other = key(item)
        if (other > mark) if is_max else (other < mark):
            best = item
            mark = other
    return best


def _merge(pairs, low, high):
    if high - low < 2:
        return pairs[low:high]
    middle = (low + high) // 2
    left = _merge(pairs, low, middle)
    right = _merge(pairs, middle, high)
    merged = []
    i = 0
    j = 0
    while i < len(left) and j < len(right):
        if right[j][0] < left[i][0]:
            merged.append(right[j])
            j += 1
        else:
            merged.append(left[i])
            i += 1
    return merged + left[i:] + right[j:]


def _sorted(items, key, reverse):
    if key is None:
        pairs = [(item, item) for item in items]
    else:
        pairs = [(key(item), item) for item in items]
    if reverse:
        pairs = pairs[::-1]
    order = _sort_native([(pair[0], at) for at, pair in enumerate(pairs)], False)
    if order is None:
        pairs = _merge(pairs, 0, len(pairs))
    else:
        pairs = [pairs[at] for mark, at in order]
    if reverse:
        pairs = pairs[::-1]
    return [pair[1] for pair in pairs]


def _sort(items, key, reverse):
    items[:] = _sorted(items, key, reverse)


# For a mapping that is no dict: with `keys()` and items.
def _update_from(items, mapping, more):
    for key in mapping.keys():
        items[key] = mapping[key]
    items.update(more)
    return items


def _fromkeys(keys, value=None):
    result = {}
    for key in keys:
        result[key] = value
    return result


# `str` of an exception whose arguments are objects of the program.
def _exception_text(error):
    args = error.args
    if len(args) == 1:
        return repr(args[0]) if isinstance(error, KeyError) else str(args[0])
    if len(args) == 2 and isinstance(error, OSError):
        return f'[Errno {args[0]}] {args[1]}'
    return repr(args)


def _len_of(value):
    length = value.__len__()
    if not isinstance(length, int):
        raise TypeError(f"'{type(length).__name__}' object cannot be interpreted as an integer")
    if length < 0:
        raise ValueError('__len__() should return >= 0')
    return length


def _call_spread(function, args, kwargs):
    return function(*_collect(args), **kwargs)


# Connections inside a message are passed on first, and a generator of numbers gets its seed; then it can be pickled.
def _pass_connections():
    if _wants_seed():
        _random_seed(_entropy())
    for handle in _connections_to_pass():
        _note_passed(handle, _pass_connection(handle))


def _dumps_passing(value):
    _pass_connections()
    return _dumps(value)


def _put_passing(args):
    _pass_connections()
    return _put(*args[:4], False)


# Unpickled exceptions: as CPython, their classes are called with the arguments, then the attributes are set.
def _unpickled(value, calls, connections):
    for connection in connections:
        connection._handle = _take_connection(connection._handle)
    for error, args, state in calls:
        error.__init__(*args)
        if state is not None:
            for name, item in state.items():
                setattr(error, name, item)
    return value


def _throw(generator, kind):
    return generator.throw(kind())


def _close(generator):
    try:
        generator.throw(GeneratorExit())
    except (GeneratorExit, StopIteration):
        return
    raise RuntimeError('generator ignored GeneratorExit')


# The texts of an exception and of those before it, for the report.
def _tell(exception):
    for _ in range(50):
        if exception is None:
            return
        try:
            _set_told(exception, str(exception))
        except Exception:
            _set_told(exception, '<exception str() failed>')
        exception = exception.__cause__ or exception.__context__


def _tell_uncaught(exception):
    _tell(exception)
    raise exception


def _close_dropped(generator):
    try:
        generator.throw(GeneratorExit())
    except BaseException:
        pass


def _method_of(value):
    return value


def _exception_init(self, *args):
    _set_args(self, args)


def _object_init(self):
    pass


def _super_str(self):
    if isinstance(self, BaseException):
        return _string_of(self)
    return _default_repr(self)


def _super_repr(self):
    return _default_repr(self)


def _raise_class(kind):
    raise kind()


def input(*args):
    raise EOFError('EOF when reading a line')


def exit(code=None):
    raise SystemExit(code)


quit = exit


def vars(value):
    return value.__dict__
