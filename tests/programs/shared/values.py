from multiprocessing import Process, Value


def add(v, n):
    for _ in range(n):
        with v.get_lock():
            v.value += 1


if __name__ == '__main__':
    v = Value('i', 5)
    ps = [Process(target=add, args=(v, 50)) for _ in range(2)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    print(v.value, v, Value('d', 2), Value('f', 0.5).value, Value('i').value)
    v.value = 2 ** 31
    print(v.value)
    for code, given in (('i', 'x'), ('i', 1.5), ('d', 'x'), ('c', 'x'), ('i', None)):
        try:
            Value(code, 0 if code != 'c' else b'a').value = given
        except TypeError as error:
            print(code, error)
    try:
        Value('z', 1)
    except TypeError as error:
        print(error)
    with v:
        print(v.value)
    print(v.acquire(), v.release())
    print(Value('c', b'q').value, Value('b', -1).value, Value('B', 255).value, Value('q', 2 ** 62).value, Value('u', 'x').value)
