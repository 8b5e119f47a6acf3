# OSError with a number is of the class for it; a third argument is the name of a file.
for args in [('x',), (2, 'gone'), (2, 'gone', 'a.txt'), (17, 'there', 'a', None, 'b'), (5, 'io', None), (13, 'no', 7)]:
    error = OSError(*args)
    print(type(error).__name__, error, repr(error), error.args, error.errno, error.strerror)
try:
    print(ValueError('x').errno)
except AttributeError as error:
    print(error)
try:
    print(ValueError('x').code)
except AttributeError as error:
    print(error)
try:
    raise SystemExit(1, 2)
except SystemExit as error:
    print(error.code)
raise FileNotFoundError(2, 'No such file or directory', 'data.txt')
