nested = []
for _ in range(300):
    nested = [nested]
text = str(nested)
print(len(text), text[:5])
pairs = ()
for i in range(100):
    pairs = (i, pairs)
print(pairs == pairs, len(str(pairs)))
x = 1
for _ in range(2000):
    x = x * 3 % 1000000007
print(x)
big = 1
for i in range(1, 200):
    big *= i
print(big % 10 ** 9, len(str(big)))
