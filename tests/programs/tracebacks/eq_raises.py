class A:
    def __eq__(self, o): raise ValueError('eq')
print(A() in [1, 2])
