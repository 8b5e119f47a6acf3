from multiprocessing import Process


def make(n):
    def work(suffix):
        print(n, suffix, total)
    total = n * 2
    return work


def outer():
    x = 1

    def middle():
        nonlocal x
        x += 1

        def inner():
            nonlocal x
            x *= 10
            return x
        return inner
    f = middle()
    return f(), x


if __name__ == '__main__':
    print(outer())
    for n in range(2):
        p = Process(target=make(n), args=('s',))
        p.start()
        p.join()
    p = Process(target=lambda: print('a lambda forks as well'))
    p.start()
    p.join()
    fs = {}
    for name in 'ab':
        fs[name] = lambda name=name: name * 2
    print([f() for f in fs.values()])

    class Local:
        def greet(self):
            return 'local class'

    p = Process(target=Local().greet)
    p.start()
    p.join()
    print(p.exitcode, Local().greet())
