from multiprocessing import Queue

if __name__ == '__main__':
    q = Queue()
    q.put(1)
    print(q.get())
    q.close()
    q.join_thread()
    for attempt in (lambda: q.put(2), lambda: q.get()):
        try:
            attempt()
        except ValueError as error:
            print(str(error)[:6], str(error)[-9:])
    other = Queue()
    try:
        other.join_thread()
    except AssertionError:
        print('not closed')
    other.cancel_join_thread()
    other.close()
