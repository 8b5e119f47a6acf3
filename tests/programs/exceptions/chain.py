class AppError(Exception):
    def __init__(self, code, text):
        super().__init__(code, text)
        self.code = code

    def __str__(self):
        return f'{self.code}: {self.args[1]}'


try:
    try:
        {}['missing']
    except KeyError as error:
        raise AppError(3, 'lookup') from error
except AppError as error:
    print(error, error.code, error.args)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError('while handling')
except ValueError as error:
    print(error, 'context')
try:
    raise RuntimeError('plain') from None
except RuntimeError as error:
    print(error)
for bad in (5, 'text', None, int):
    try:
        raise bad
    except TypeError as error:
        print(error)
try:
    raise ValueError
except ValueError as error:
    print(repr(error), error.args)
try:
    raise
except RuntimeError as error:
    print(error)
