from multiprocessing import Pipe
a, b = Pipe()
x, y = Pipe()
a.send(y)
z = b.recv()
z.send(1)
print(x.recv(), z.closed)
y.close()
z.send(2)
print(x.recv())
z.close()
try:
    print(x.recv())
except EOFError: print('EOF')
