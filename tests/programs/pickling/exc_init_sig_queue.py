from multiprocessing import Process, Queue
class MyError(Exception):
    def __init__(self, code, text):
        super().__init__(text)
        self.code = code
def f(q):
    q.put(MyError(1, 'a'))
    q.put('next')
if __name__ == '__main__':
    q = Queue()
    p = Process(target=f, args=(q,)); p.start()
    try:
        q.get()
    except TypeError as e:
        print(e)
    print(q.get())
    p.join()
