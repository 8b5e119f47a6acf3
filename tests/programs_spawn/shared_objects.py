import multiprocessing as mp
def work(lock, rlock, sem, bsem, cond, ev, v, a, q, sq, jq, conn, bar):
    with lock:
        v.value += 1
        a[0] = 7
    with rlock:
        with rlock:
            a[1] = 8
    sem.acquire()
    bsem.acquire()
    ev.wait()
    with cond:
        v.value += 10
        cond.notify()
    q.put(['q', 1]); sq.put('sq'); jq.put('jq')
    conn.send(conn.recv() + 1)
    conn.close()
    bar.wait()
if __name__ == '__main__':
    mp.set_start_method('spawn')
    lock, rlock, sem, bsem = mp.Lock(), mp.RLock(), mp.Semaphore(2), mp.BoundedSemaphore(2)
    cond, ev, v, a = mp.Condition(), mp.Event(), mp.Value('i', 0), mp.Array('i', 3)
    q, sq, jq, bar = mp.Queue(), mp.SimpleQueue(), mp.JoinableQueue(), mp.Barrier(2)
    one, two = mp.Pipe()
    p = mp.Process(target=work, args=(lock, rlock, sem, bsem, cond, ev, v, a, q, sq, jq, two, bar))
    p.start()
    two.close()
    with cond:
        ev.set()
        cond.wait_for(lambda: v.value == 11)
    print(v.value, a[:], sem.get_value(), bsem.get_value())
    print(q.get(), sq.get(), jq.get()); jq.task_done(); jq.join()
    one.send(41)
    print(one.recv())
    try:
        one.recv()
    except EOFError:
        print('EOF')
    bar.wait()
    p.join()
    print(p.exitcode)
