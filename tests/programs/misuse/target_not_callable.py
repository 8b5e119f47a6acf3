from multiprocessing import Process
if __name__ == '__main__':
    p = Process(target=5, args=(1,)); p.start(); p.join(); print(p.exitcode)
    p = Process(target='f'); p.start(); p.join(); print(p.exitcode)
    p = Process(target=print, args=('a', 'b'), kwargs={'sep': '-'}); p.start(); p.join(); print(p.exitcode)
    p = Process(target=len, args=([1],)); p.start(); p.join(); print(p.exitcode)
    p = Process(target=len); p.start(); p.join(); print(p.exitcode)
