import multiprocessing as mp


def work():
    print('first')


first = work


def work():
    print('second')


def gone():
    print('gone')


kept = gone
del gone

if __name__ == '__main__':
    mp.set_start_method('spawn')
    for target in [first, work, kept]:
        process = mp.Process(target=target)
        try:
            process.start()
            process.join()
        except Exception as error:
            print(type(error).__name__, error)
