class A:
    x = undefined
    def f(self): pass
