from multiprocessing import Process


def work():
    print('child')


p = Process(target=work)
p.start()
p.join()
raise ValueError('main fails')
