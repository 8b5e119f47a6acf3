from multiprocessing import Process

if __name__ == '__main__':
    try:
        Process(target=print, args=5)
    except TypeError as error:
        print(error)
    p = Process(target=print, args=('hello',))
    print(p.name)
    p.start()
    p.join()
