import multiprocessing as mp
class Worker(mp.Process):
    def __init__(self, n, q):
        super().__init__(name='w%d' % n)
        self.n = n
        self.q = q
        self.extra = {'a': [1, 2, (3, 4)]}
    def run(self):
        self.q.put((self.n, self.extra, self.name, self.daemon, __name__))

if __name__ == '__main__':
    mp.set_start_method('spawn')
    q = mp.Queue()
    ws = [Worker(i, q) for i in range(3)]
    for w in ws: w.start()
    for r in sorted([q.get() for _ in ws]): print(r)
    for w in ws: w.join()
    print([w.exitcode for w in ws], ws[0].extra)
