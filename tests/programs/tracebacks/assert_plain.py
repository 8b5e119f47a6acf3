x = [1]
assert len(x) == 2
