from multiprocessing import Process
class W(Process):
    def __init__(self, x):
        self.x = x
w = W(3)
w.start()
