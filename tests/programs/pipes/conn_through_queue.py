from multiprocessing import Pipe, Process, Queue
def child(q):
    conn = q.get()
    conn.send([1, 2])
    conn.close()
if __name__ == '__main__':
    q = Queue()
    r, w = Pipe(False)
    p = Process(target=child, args=(q,))
    p.start()
    q.put(w)
    print(r.recv())
    p.join()
    w.close()
    try:
        r.recv()
    except EOFError as e:
        print('EOF', e)
