x = 5
if x is 5:
    print('five')
print(x is not 'a', x is (), x is None)
