def t(f):
    try: f()
    except BaseException as e: print(type(e).__name__, repr(e), str(e), e.args)
class E(Exception):
    def __init__(self, code, msg='dflt'): self.code = code; super().__init__(msg)
    def __str__(self): return f'E[{self.code}]'
class F(E): pass
def r(x): raise x
for x in (E(1), F(2, 'm'), Exception, Exception(1), Exception('a', 2), ValueError(), KeyError('k'), KeyError(1, 2), KeyError(), OSError(1, 'x'), OSError(2, 'y'), OSError(99, 'z'), OSError('one'), StopIteration(5), SystemExit(), SystemExit(3), KeyboardInterrupt('k'), AssertionError([1]), RuntimeError(E(3)), IndexError(None), UnicodeError('u'), ZeroDivisionError((1, 2)), TimeoutError(), NotImplementedError('n'), GeneratorExit(), MemoryError('m'), EOFError('e'), FileNotFoundError(2, 'nf'), ConnectionError('c'), BrokenPipeError(32, 'bp')):
    t(lambda: r(x))
try:
    try: raise ValueError('a')
    except ValueError as e:
        try: raise KeyError('b') from e
        finally: print('fin')
except KeyError as k: print(k)
def f():
    try: return 'try'
    finally: print('finally')
print(f())
def g():
    for i in range(3):
        try:
            if i == 1: continue
            if i == 2: break
            print('body', i)
        except ValueError: pass
        else: print('else', i)
        finally: print('fin', i)
    else: print('loop else')
g()
try: e
except NameError as n: print(n)
try:
    try: 1 / 0
    except (KeyError, ZeroDivisionError) as err: raise
except ArithmeticError as a: print(type(a).__name__, a)
try: {}[0]
except (IndexError, KeyError): print('caught')
try: raise E(5) from None
except E as e: print(e, e.code, e.args)
for bad in ('int', 5, None, int):
    try:
        try: raise ValueError
        except bad: pass
    except TypeError as e: print(e)
    except ValueError: print('VE')
try: assert 0, 'msg'
except AssertionError as e: print(e)
try: assert []
except AssertionError as e: print(repr(e))
def h():
    try: raise ValueError(1)
    except ValueError as e: return e
print(repr(h()))
