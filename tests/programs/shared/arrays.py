from multiprocessing import Array, Process


def work(a, start):
    for i in range(start, len(a), 2):
        a[i] = a[i] * 10


if __name__ == '__main__':
    a = Array('i', [1, 2, 3, 4, 5])
    ps = [Process(target=work, args=(a, s)) for s in (0, 1)]
    for p in ps:
        p.start()
        p.join()
    print(a[:], list(a), len(a), a[0], a[-1], a[1:3], a[::2], sum(a), max(a), 20 in a)
    a[1:3] = [7, 8]
    a[0] += 1
    print(a[:], [x for x in a], sorted(a))
    z = Array('d', 3)
    z[1] = 2
    print(z[:], list(enumerate(z)))
    for attempt in (lambda: a[9], lambda: z[5], lambda: Array('i', [1.5])):
        try:
            print(attempt())
        except (IndexError, TypeError) as error:
            print(type(error).__name__, error)
    try:
        a[7] = 1
    except IndexError as error:
        print(error)
    try:
        a[0] = 'x'
    except TypeError as error:
        print(error)
    try:
        a[0:2] = [1]
    except ValueError as error:
        print(error)
    with a.get_lock():
        a[0] = 0
    with a:
        print(a[0])
    s = Array('c', b'hello')
    s[0] = b'J'
    print(s.value, s.raw, s[:2], len(s))
    s.value = b'ab'
    print(s.value, s.raw, Array('c', 3).value)
