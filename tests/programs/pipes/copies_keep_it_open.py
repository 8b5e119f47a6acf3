from multiprocessing import Pipe, Process


def child(receiver, sender):
    print('got', receiver.recv())
    print('more', receiver.poll(0.1))


if __name__ == '__main__':
    receiver, sender = Pipe(False)
    p = Process(target=child, args=(receiver, sender))
    p.start()
    sender.send('one')
    sender.close()
    p.join()
