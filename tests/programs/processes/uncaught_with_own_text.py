from multiprocessing import Pool, Process


class Problem(Exception):
    def __str__(self):
        return 'told by ' + self.args[0]


def work(name):
    raise Problem(name)


if __name__ == '__main__':
    p = Process(target=work, args=('child',))
    p.start()
    p.join()
    with Pool(1) as pool:
        pool.apply(work, ('worker',))
