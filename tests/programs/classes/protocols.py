class Countdown:
    def __init__(self, start):
        self.start = start

    def __iter__(self):
        return Steps(self.start)

    def __len__(self):
        return self.start


class Steps:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


c = Countdown(4)
print(list(c), list(c), sum(c), max(c), 2 in c, 9 in c, len(c), bool(c), bool(Countdown(0)), tuple(c), sorted(c))
a, b, *rest = c
print(a, b, rest, [*c], list(zip(c, 'ab')), list(map(str, c)), dict(enumerate(c)))
it = iter(Countdown(2))
print(next(it), next(it), next(it, 'end'))
print(', '.join(str(x) for x in c), list(reversed(list(c))), set(c) == {0, 1, 2, 3})


class Late:
    def __str__(self):
        return 'late text'


class Shown:
    def __repr__(self):
        return 'shown'


print(Late(), Shown(), [Shown()], f'{Late()!s:>12}|{Shown()!r:<8}|{Shown()}', '%s %r' % (Late(), Shown()),
      '{} {!r}'.format(Late(), Shown()), str(Shown()))


class Pair:
    def __init__(self, a):
        self.a = a

    def __eq__(self, other):
        return self.a == other.a


print(Pair(1) == Pair(1), Pair(1) != Pair(2), Pair(1) in [Pair(2), Pair(1)], [Pair(1)] == [Pair(1)])
try:
    {Pair(1)}
except TypeError as error:
    print(error)
try:
    Countdown(1) < Countdown(2)
except TypeError as error:
    print(error)
try:
    for x in Pair(1):
        pass
except TypeError as error:
    print(error)
