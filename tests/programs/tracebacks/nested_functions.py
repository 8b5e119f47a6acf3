def outer():
    def inner():
        def innermost():
            raise ValueError('deep\nmultiline')
        innermost()
    inner()
class A:
    class B:
        def m(self):
            outer()
A.B().m()
