# The part of `sys` that a program without files can use.

platform = 'linux'
version = '3.11.7 (forklore)'
maxsize = 9223372036854775807
byteorder = 'little'
executable = 'python3'
argv = _config('argv')


class _VersionInfo:
    major = 3
    minor = 11
    micro = 7
    releaselevel = 'final'
    serial = 0
    _parts = (3, 11, 7, 'final', 0)

    def __getitem__(self, at):
        return self._parts[at]

    def __len__(self):
        return 5

    def __iter__(self):
        return iter(self._parts)

    def __ge__(self, other):
        return self._parts >= tuple(other)

    def __gt__(self, other):
        return self._parts > tuple(other)

    def __le__(self, other):
        return self._parts <= tuple(other)

    def __lt__(self, other):
        return self._parts < tuple(other)

    def __eq__(self, other):
        return self._parts == tuple(other)

    def __repr__(self):
        return "sys.version_info(major=3, minor=11, micro=7, releaselevel='final', serial=0)"


version_info = _VersionInfo()


class _Stream:
    def __init__(self, number, name):
        self._stream = number
        self.name = name
        self.encoding = 'utf-8'

    def write(self, text):
        if not isinstance(text, str):
            kind = 'None' if text is None else type(text).__name__
            raise TypeError(f'write() argument must be str, not {kind}')
        _write(self._stream, text)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        _flush(self._stream)

    def isatty(self):
        return _config('isatty')

    def fileno(self):
        return self._stream


stdout = _Stream(1, '<stdout>')
stderr = _Stream(2, '<stderr>')


def exit(*args, **kwargs):
    if kwargs:
        raise TypeError('sys.exit() takes no keyword arguments')
    if len(args) > 1:
        raise TypeError(f'exit expected at most 1 argument, got {len(args)}')
    # A tuple stands for all the arguments of the exception.
    if args and isinstance(args[0], tuple):
        args = args[0]
    if args and args[0] is None:
        args = ()
    raise SystemExit(*args)


def getrecursionlimit():
    return 1000


def exc_info():
    return (None, None, None)
