import time
from multiprocessing import Pipe, Process


def child(end):
    time.sleep(0.1)
    with end:
        end.send('late')


if __name__ == '__main__':
    receiver, sender = Pipe(duplex=False)
    p = Process(target=child, args=(sender,))
    p.start()
    print(receiver.poll(), receiver.poll(0), receiver.poll(5), receiver.poll(None))
    print(receiver.recv())
    p.join()
    with receiver as r:
        print(r is receiver, r.closed)
    print(receiver.closed)
