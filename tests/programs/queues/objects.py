from multiprocessing import Process, Queue


class Task:
    def __init__(self, name, items):
        self.name = name
        self.items = items

    def total(self):
        return sum(self.items)

    def __eq__(self, other):
        return self.name == other.name


class Problem(Exception):
    pass


def double(x):
    return 2 * x


def child(q, back):
    task = q.get()
    task.items.append(10)
    back.put((task.name, task.total()))
    back.put(task)
    error = q.get()
    back.put((type(error).__name__, error.args))
    function = q.get()
    back.put(function(21))
    back.put(q.get()('made there', []))


if __name__ == '__main__':
    q, back = Queue(), Queue()
    p = Process(target=child, args=(q, back))
    p.start()
    task = Task('t', [1, 2])
    q.put(task)
    print(back.get())
    again = back.get()
    print(again == task, again is task, again.items, task.items)
    q.put(Problem('a', 1))
    print(back.get())
    q.put(double)
    print(back.get())
    q.put(Task)
    print(back.get().name)
    p.join()
