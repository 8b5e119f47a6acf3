def key(n):
    return sorted([1], key=key)
try: key(0)
except RecursionError as e: print(e)
def m(n): return list(map(m, [n]))
try: m(0)
except RecursionError as e: print(e)
