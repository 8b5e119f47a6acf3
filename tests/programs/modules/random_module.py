import random

random.seed(7)
first = [random.random() for _ in range(3)]
print(first, random.randint(1, 6), random.randrange(10), random.randrange(0, 100, 5), random.choice('abc'), random.uniform(1, 2))
values = list(range(10))
random.shuffle(values)
print(values, random.sample(range(100), 5), random.choices([1, 2, 3], k=4))
random.seed(7)
print([random.random() for _ in range(3)] == first)
print(random.randint(0, 10 ** 12), random.randint(-5, 5))
r = random.random()
print(0 <= r < 1, all(1 <= random.randint(1, 6) <= 6 for _ in range(100)))
for attempt in (lambda: random.choice([]), lambda: random.randint(5, 1), lambda: random.sample([1], 2), lambda: random.randrange(0)):
    try:
        attempt()
    except (IndexError, ValueError) as error:
        print(type(error).__name__, error)
