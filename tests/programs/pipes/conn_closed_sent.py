from multiprocessing import Pipe
a, b = Pipe()
x, y = Pipe()
y.close()
try:
    a.send(y)
except OSError as e:
    print(e)
