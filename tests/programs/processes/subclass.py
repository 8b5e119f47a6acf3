from multiprocessing import Process


class Counter(Process):
    def __init__(self, name, n):
        super().__init__(name=name)
        self.n = n
        self.total = 0

    def run(self):
        for i in range(self.n):
            self.total += i
        print(self.name, self.total)


class Old(Process):
    def __init__(self, n):
        Process.__init__(self)
        self.n = n

    def run(self):
        print('old', self.n)


class Targeted(Process):
    pass


if __name__ == '__main__':
    for n in (2, 3, 4):
        c = Counter(f'counter-{n}', n)
        c.start()
        c.join()
        print('in the parent', c.total)
    o = Old(5)
    o.start()
    o.join()
    t = Targeted(target=print, args=('targeted',))
    t.start()
    t.join()
    print(t.name, o.name, isinstance(t, Process), type(t).__name__)
