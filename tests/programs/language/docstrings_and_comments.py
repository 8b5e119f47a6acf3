"""A module's text."""
# a comment


def f():
    """A function's text."""
    # nothing more


class C:
    '''A class's text.'''

    def m(self):
        "One line."
        return 1


print(f(), C().m())
'just a string'
5
(1, 2)
...
if True: print('one line')
for i in range(2): print(i); print('also')
x = 1; y = 2; print(x + y)
total = 1 + \
    2
print(total, (1 +
              2), [
    1,
    2,
], {'a': 1,
    })
while False: pass
else: print('else')
