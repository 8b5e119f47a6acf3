import random
random.seed(42)
print(random.random(), random.randint(1, 6), random.randrange(10), random.randrange(3, 9), random.randrange(0, 100, 7))
print(random.choice('abcdef'), random.choices([1, 2, 3], k=5), random.choices('ab', weights=[1, 3], k=6), random.choices('abc', cum_weights=[1, 2, 5], k=4))
x = list(range(10)); random.shuffle(x); print(x)
print(random.sample(range(100), 5), random.sample('abcdefgh', 3), random.sample(range(10**6), 12))
print(random.uniform(1, 10), random.getrandbits(8), random.getrandbits(64), random.getrandbits(1))
print(random.gauss(0, 1), random.gauss(0, 1), random.gauss(5, 2))
