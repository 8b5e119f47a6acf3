from multiprocessing import Process, get_context
def f():
    print('hi')
p = get_context('spawn').Process(target=f)
p.start()
p.join()
print('exit', p.exitcode, p.name)
