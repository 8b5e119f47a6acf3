class C:
    def __exit__(self, *a): pass
with C() as c:
    pass
