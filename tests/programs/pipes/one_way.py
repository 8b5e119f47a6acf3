from multiprocessing import Pipe, Process


def child(sender):
    for i in range(3):
        sender.send(i)
    sender.close()


if __name__ == '__main__':
    receiver, sender = Pipe(False)
    for attempt in (lambda: receiver.send(1), lambda: sender.recv(), lambda: sender.poll()):
        try:
            attempt()
        except OSError as error:
            print(type(error).__name__, error)
    p = Process(target=child, args=(sender,))
    p.start()
    sender.close()
    try:
        while True:
            print(receiver.recv())
    except EOFError:
        print('end of file')
    p.join()
    receiver.close()
    for attempt in (receiver.recv, receiver.poll, lambda: sender.send(1)):
        try:
            attempt()
        except OSError as error:
            print(error)
