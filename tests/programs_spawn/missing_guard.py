import multiprocessing as mp
mp.set_start_method('spawn', force=True)
def f():
    print('hi')
p = mp.Process(target=f)
p.start()
p.join()
print('exit', p.exitcode)
