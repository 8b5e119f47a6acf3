sorted([1, 'a', None])
