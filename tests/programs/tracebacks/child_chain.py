from multiprocessing import Process
def f(x):
    try:
        {}[x]
    except KeyError as e:
        raise ValueError(x) from e
class P(Process):
    def run(self):
        try:
            f(1)
        finally:
            f(2)
if __name__ == '__main__':
    p = P(name='worker one'); p.start(); p.join(); print(p.exitcode)
