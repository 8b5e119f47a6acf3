from multiprocessing import Process
def f(n):
    return f(n + 1)
if __name__ == '__main__':
    p = Process(target=f, args=(0,)); p.start(); p.join()
    print(p.exitcode)
