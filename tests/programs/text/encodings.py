print('aé'.encode(), 'aé'.encode('utf-8'), 'aé'.encode('latin-1'), 'abc'.encode('ascii'), b'a\xe9'.decode('latin-1'), b'abc'.decode('ascii'))
for attempt in (lambda: 'é'.encode('ascii'), lambda: '日本'.encode('latin-1'), lambda: b'\xe9'.decode('ascii'), lambda: b'a\xff'.decode('utf-8')):
    try:
        attempt()
    except UnicodeError as error:
        print(type(error).__name__, error)
