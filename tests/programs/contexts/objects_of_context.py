# A context makes every kind of object.
import multiprocessing


def work(lock, semaphore, bounded, condition, event, barrier, simple, joinable, end, number, array):
    with lock, semaphore, bounded:
        number.value += 1
        array[0] = 7
    with condition:
        condition.notify()
    event.wait()
    barrier.wait()
    simple.put('simple')
    end.send(joinable.get())
    joinable.task_done()
    print(multiprocessing.parent_process().name, flush=True)


if __name__ == '__main__':
    context = multiprocessing.get_context('fork')
    print(context.parent_process(), context.active_children(), context.TimeoutError.__name__)
    mine, theirs = context.Pipe()
    lock, semaphore, bounded = context.RLock(), context.Semaphore(2), context.BoundedSemaphore(1)
    event, barrier, simple, joinable = context.Event(), context.Barrier(2), context.SimpleQueue(), context.JoinableQueue()
    number, array = context.Value('i', 4), context.Array('i', 2)
    args = (lock, semaphore, bounded, context.Condition(), event, barrier, simple, joinable, theirs, number, array)
    process = context.Process(target=work, args=args)
    process.start()
    joinable.put('item')
    event.set()
    barrier.wait()
    print(simple.get(), mine.recv())
    joinable.join()
    process.join()
    print(number.value, array[:], process.exitcode)
