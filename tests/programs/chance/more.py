import random
random.seed(3)
print(random.randbytes(4))
