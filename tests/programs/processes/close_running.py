import time
from multiprocessing import Process

if __name__ == '__main__':
    p = Process(target=time.sleep, args=(5,))
    p.start()
    try:
        p.close()
    except ValueError as error:
        print(error)
    p.terminate()
    p.join()
    p.close()
    print('closed')
