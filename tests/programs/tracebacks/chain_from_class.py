try:
    int('a')
except ValueError as e:
    raise RuntimeError from e
