import multiprocessing as mp
def reader(r):
    while True:
        try:
            print('got', r.recv())
        except EOFError:
            print('eof')
            break
if __name__ == '__main__':
    mp.set_start_method('spawn')
    r, w = mp.Pipe(False)
    p = mp.Process(target=reader, args=(r,))
    p.start()
    r.close()
    w.send(1); w.send([2, 'x'])
    w.close()
    p.join()
    print(p.exitcode)
