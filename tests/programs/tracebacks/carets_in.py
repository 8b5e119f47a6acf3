print(5 in 7)
