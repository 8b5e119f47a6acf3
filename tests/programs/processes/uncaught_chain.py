from multiprocessing import Process


def work():
    try:
        {}['key']
    except KeyError as error:
        raise RuntimeError('no key') from error


class Worker(Process):
    def run(self):
        self.nothing()

    def nothing(self):
        raise NotImplementedError


if __name__ == '__main__':
    for p in (Process(target=work), Worker()):
        p.start()
        p.join()
        print(p.exitcode)
