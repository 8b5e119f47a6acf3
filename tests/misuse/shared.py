def square(x):
    return x * x


lock = multiprocessing.Lock()
rlock = multiprocessing.RLock()
semaphore = multiprocessing.Semaphore()
bounded = multiprocessing.BoundedSemaphore()
condition = multiprocessing.Condition()
event = multiprocessing.Event()
barrier = multiprocessing.Barrier(2)
queue = multiprocessing.Queue()
joinable = multiprocessing.JoinableQueue()
simple = multiprocessing.SimpleQueue()
connection, other = multiprocessing.Pipe()
number = multiprocessing.Value('i', 0)
array = multiprocessing.Array('i', 3)
process = multiprocessing.Process(target=square, args=(1,))
context = multiprocessing.get_context('fork')
pool = multiprocessing.Pool(1)
result = pool.apply_async(abs, (1,))
result.get()
