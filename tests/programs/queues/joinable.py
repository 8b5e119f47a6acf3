from multiprocessing import JoinableQueue, Process


def worker(q):
    while True:
        item = q.get()
        print('work', item, flush=True)
        q.task_done()


if __name__ == '__main__':
    q = JoinableQueue()
    Process(target=worker, args=(q,), daemon=True).start()
    for item in range(4):
        q.put(item)
    q.join()
    print('all done')
    q.join()
    try:
        q.task_done()
    except ValueError as error:
        print(error)
