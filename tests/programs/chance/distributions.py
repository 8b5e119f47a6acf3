import random
random.seed(7)
print(random.triangular(0, 10, 3), random.triangular())
print(random.expovariate(1.5), random.betavariate(2, 3), random.normalvariate(0, 1), random.normalvariate(3, 2))
print(random.lognormvariate(0, 1), random.gammavariate(2, 1), random.gammavariate(0.5, 1), random.gammavariate(1, 2), random.paretovariate(3), random.weibullvariate(1, 2), random.vonmisesvariate(0, 4))
