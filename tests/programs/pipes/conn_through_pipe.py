from multiprocessing import Pipe, Process
def child(c):
    conn = c.recv()
    conn.send('hello from child')
    print(conn.recv())
    conn.close()
if __name__ == '__main__':
    a, b = Pipe()
    x, y = Pipe()
    p = Process(target=child, args=(b,))
    p.start()
    a.send(y)
    print(x.recv())
    x.send('answer')
    p.join()
    print(p.exitcode)
