from multiprocessing import Process

items = [1, 2]
count = 0


class Box:
    value = 1


def work(given):
    global count
    items.append(3)
    given['k'] = 'child'
    count += 10
    Box.value = 9
    print('child', items, given, count, Box.value)


if __name__ == '__main__':
    given = {'k': 'parent'}
    p = Process(target=work, args=(given,))
    count = 5
    p.start()
    p.join()
    print('parent', items, given, count, Box.value)
