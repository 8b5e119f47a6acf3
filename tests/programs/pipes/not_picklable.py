from multiprocessing import Pipe


def outer():
    def inner():
        pass
    return inner


if __name__ == '__main__':
    a, b = Pipe()
    for value in (outer(), (i for i in []), lambda: 0):
        try:
            a.send(value)
        except Exception as error:
            print(type(error).__name__, str(error)[:32])
    print(b.poll())
