import multiprocessing as mp


def tell(what, call):
    try:
        print(what, '->', call())
    except BaseException as error:
        print(what, '!!', type(error).__name__, error)


def child(end):
    tell('child send', lambda: end.send('hello'))
    tell('child close', end.close)
    tell('child send', lambda: end.send('hello'))


def look(state, end):
    print('---', state)
    tell('closed', lambda: end.closed)
    tell('poll', end.poll)
    tell('poll 0', lambda: end.poll(0))
    tell('poll -1', lambda: end.poll(-1))
    tell('send', lambda: end.send([1]))
    tell('recv', lambda: end.recv() if end.poll(0) else 'nothing')


if __name__ == '__main__':
    ours, theirs = mp.Pipe()
    look('open', ours)
    look('open', theirs)
    p = mp.Process(target=child, args=(theirs,))
    p.start()
    p.join()
    theirs.close()
    look('other closed', ours)
    tell('recv', ours.recv)
    tell('recv', ours.recv)
    tell('close', ours.close)
    look('closed', ours)
    tell('close', ours.close)
    for name in ('recv', 'fileno'):
        if name != 'fileno':
            tell(name, getattr(ours, name))
    receiver, sender = mp.Pipe(duplex=False)
    look('receiver', receiver)
    look('sender', sender)
    tell('recv', receiver.recv)
    receiver.close()
    tell('send', lambda: sender.send(1))
    with sender as same:
        print(same is sender)
    tell('send', lambda: sender.send(1))
    tell('enter', lambda: sender.__enter__())
    tell('lambda', lambda: mp.Pipe()[0].send(lambda: 1))
    tell('pipe', lambda: mp.Pipe(1, 2))
