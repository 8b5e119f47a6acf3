from multiprocessing import Pipe


def make():
    receiver, sender = Pipe(False)
    sender.send('kept')
    return receiver


if __name__ == '__main__':
    receiver = make()
    print(receiver.recv())
    try:
        receiver.recv()
    except EOFError:
        print('the sender was dropped')
    receiver, sender = Pipe(False)
    del receiver
    try:
        sender.send('x')
    except BrokenPipeError as error:
        print(error)
