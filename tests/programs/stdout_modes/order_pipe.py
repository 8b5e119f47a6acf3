from multiprocessing import Process


def child():
    print('child')


print('pending before the start')
p = Process(target=child)
p.start()
p.join()
print('after')
