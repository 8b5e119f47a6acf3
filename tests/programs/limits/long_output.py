for i in range(3000):
    print('line', i, 'x' * 20)
print('y' * 50000)
