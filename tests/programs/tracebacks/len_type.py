class A:
    def __len__(self): return 'a'
len(A())
