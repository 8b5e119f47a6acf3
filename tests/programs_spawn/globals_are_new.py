import multiprocessing as mp
counter = 0
items = []
def f():
    global counter
    counter += 1
    items.append('child')
    print('child', counter, items)
if __name__ == '__main__':
    mp.set_start_method('spawn')
    counter = 10
    items.append('main')
    p = mp.Process(target=f); p.start(); p.join()
    print('main', counter, items)
