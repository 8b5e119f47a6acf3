from multiprocessing import Process, Queue


def get(q):
    try:
        q.get(timeout=0.01)
    except OSError:
        print('an OSError')
    except Exception as error:
        print(type(error).__name__, repr(str(error)))


if __name__ == '__main__':
    q = Queue(1)
    p = Process(target=get, args=(q,))
    p.start()
    p.join()
    q.put(1)
    try:
        q.put_nowait(2)
    except Exception as error:
        print(type(error).__name__)
    print(q.get())
