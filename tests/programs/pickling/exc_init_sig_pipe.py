from multiprocessing import Pipe
class MyError(Exception):
    def __init__(self, code, text):
        super().__init__(text)
        self.code = code
class Other(Exception):
    def __init__(self, *args, **kw):
        print('init', args, kw)
        super().__init__(*args)
class Third(Exception):
    def __init__(self, a, b=5):
        self.a = a
        self.b = b
a, b = Pipe()
a.send(MyError(3, 'x'))
try:
    b.recv()
except TypeError as e:
    print(e)
a.send(Other(1, 2))
e = b.recv()
print(repr(e), e.args)
t = Third(1, 2)
print(t.args)
a.send(t)
e = b.recv()
print(repr(e), e.a, e.b, e.args)
a.send(Third(9))
e = b.recv()
print(repr(e), e.a, e.b)
