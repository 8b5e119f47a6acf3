from multiprocessing import Process
depth = 0
def f():
    global depth
    depth += 1
    f()
def child():
    try:
        f()
    except RecursionError as e:
        print(depth, e)
class P(Process):
    def run(self):
        child()
if __name__ == '__main__':
    p = Process(target=child); p.start(); p.join()
    p = P(); p.start(); p.join()
