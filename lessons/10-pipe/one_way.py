from multiprocessing import Process, Pipe
import time


def write(reader, writer):
    reader.close()
    for number in range(1, 6):
        writer.send('message ' + str(number))
        print('sent', number)
    writer.close()
    print('writer: my end is closed')


def read(reader, writer):
    writer.close()
    while True:
        time.sleep(1)
        try:
            print('received', reader.recv())
        except EOFError:
            print('reader: end of file, nobody can write any more')
            break


if __name__ == '__main__':
    reader, writer = Pipe(False)
    w = Process(target=write, args=(reader, writer))
    r = Process(target=read, args=(reader, writer))
    w.start()
    r.start()
    reader.close()
    writer.close()
    w.join()
    r.join()
    print('main process ended')
