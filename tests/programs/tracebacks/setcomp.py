print({int(c) for c in 'ab'})
