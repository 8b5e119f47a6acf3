from multiprocessing import Process


def produce(items):
    items.append(1)
    print('in the child', items)


if __name__ == '__main__':
    items = []
    p = Process(target=produce, args=(items,))
    p.start()
    p.join()
    print('in main', items)
