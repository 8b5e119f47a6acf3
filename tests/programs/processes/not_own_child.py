from multiprocessing import Process


def nothing():
    pass


def child(other, fresh):
    for action in (other.join, other.is_alive, fresh.start):
        try:
            print(action())
        except AssertionError as error:
            print(error)
    print(other)


if __name__ == '__main__':
    p = Process(target=nothing)
    p.start()
    p.join()
    c = Process(target=child, args=(p, Process(target=nothing)))
    c.start()
    c.join()
