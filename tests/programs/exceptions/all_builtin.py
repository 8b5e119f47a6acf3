kinds = [ArithmeticError, AssertionError, AttributeError, BaseException, BlockingIOError, BrokenPipeError, ChildProcessError,
         ConnectionAbortedError, ConnectionError, ConnectionRefusedError, ConnectionResetError, EOFError, EnvironmentError,
         Exception, FileExistsError, FileNotFoundError, FloatingPointError, GeneratorExit, IOError, ImportError, IndexError,
         InterruptedError, KeyError, KeyboardInterrupt, LookupError, MemoryError, ModuleNotFoundError, NameError,
         NotImplementedError, OSError, OverflowError, PermissionError, ProcessLookupError, RecursionError, RuntimeError,
         StopIteration, SyntaxError, SystemError, SystemExit, TimeoutError, TypeError, UnboundLocalError, UnicodeError,
         ValueError, ZeroDivisionError]
for kind in kinds:
    try:
        raise kind('text')
    except OSError as error:
        print('os', type(error).__name__, error, repr(error), error.args)
    except (ArithmeticError, LookupError, ValueError, RuntimeError) as error:
        print('several', type(error).__name__, error, repr(error))
    except Exception as error:
        print('other', type(error).__name__, error, repr(error))
    except BaseException as error:
        print('base', type(error).__name__, error, repr(error))
for number in (1, 2, 3, 4, 10, 11, 13, 17, 32, 103, 104, 110, 111, 5):
    error = OSError(number, 'words')
    print(type(error).__name__, error, error.errno, error.strerror)
try:
    'é'.encode('ascii')
except UnicodeEncodeError as error:
    print(error)
try:
    b'\xe9'.decode('ascii')
except UnicodeDecodeError as error:
    print(error)
