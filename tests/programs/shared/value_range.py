from multiprocessing import Value, Array
def t(g):
    try:
        print(g())
    except BaseException as e:
        print(type(e).__name__, e)
for code, v in [('i', 2**31), ('i', -2**31 - 1), ('b', 200), ('B', 300), ('B', -1), ('h', 40000), ('H', 70000), ('I', -1), ('I', 2**32), ('l', 2**63), ('L', -1), ('q', 2**64), ('Q', -5), ('d', 5), ('d', '3'), ('i', 1.5), ('i', '3'), ('f', 0.1), ('f', 1e40), ('c', b'a'), ('c', 'a'), ('c', b'ab'), ('c', 5), ('u', 'x'), ('u', 'xy'), ('x', 1), ('', 1), (5, 1), ('i', None), ('d', None), ('i', True), ('d', 10**400), ('i', [1]), ('ii', 1)]:
    t(lambda: (code, v, Value(code, v).value))
v = Value('i', 3)
def s(x): v.value = x; return v.value
t(lambda: s(2**40)); t(lambda: s('a')); t(lambda: s(1.0)); t(lambda: s(None)); t(lambda: s(True))
t(lambda: v); t(lambda: Value('d', 1.5)); t(lambda: Value('i', 3, lock=False)); t(lambda: Value('c', b'x'))
t(lambda: Value('i', 1, 2)); t(lambda: Value('i')); t(lambda: Value('i').value); t(lambda: Value('d').value); t(lambda: Value('c').value); t(lambda: Value())
t(lambda: v.get_lock()); t(lambda: v + 1); t(lambda: v == 3); t(lambda: v.get_lock())
t(lambda: Value('i', 3, lock=5))
t(lambda: int(v)); t(lambda: v[0]); t(lambda: len(v)); t(lambda: v.acquire()); t(lambda: v.release()); t(lambda: v.release())
t(lambda: Value('i', 0, lock=False).get_lock())
