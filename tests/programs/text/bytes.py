b = b'hello\x00\xff'
print(b, len(b), b[0], b[1:3], b == b'hello\x00\xff', b'a' + b'b', b'ab' * 2, list(b'ab'), b'l' in b'hello', 104 in b)
print(b'abc'.decode(), 'é'.encode('utf-8'), 'x'.encode().decode('utf-8'), b'it\'s', b'"', b'\n\t\\', b''.hex(), b'\x01\xab'.hex())
print(sorted(b'cab'), max(b'abc'), [x for x in b'xy'], b'a' < b'b', bool(b''), b'abc'.startswith(b'ab'), b'abc'.endswith(b'c'))
try:
    b'\xff'.decode()
except UnicodeDecodeError as error:
    print(error)
try:
    b'a' + 'b'
except TypeError as error:
    print(error)
try:
    b[0] = 1
except TypeError as error:
    print(error)
print({b'k': 1}[b'k'], type(b).__name__)
