print(rnage(3))
