x = [1]
del x[3], x[0]
