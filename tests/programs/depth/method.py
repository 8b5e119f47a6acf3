class A:
    def m(self, n):
        return self.m(n + 1)
def even(n): return odd(n + 1)
def odd(n): return even(n + 1)
try:
    A().m(0)
except RecursionError as e:
    print(e)
even(0)
