import sys
try:
    sys.exit(3)
except SystemExit as e:
    print('caught', e.code, e.args, repr(e))
try:
    sys.exit()
except SystemExit as e:
    print(e.code, e.args, repr(e))
try:
    sys.exit(1, 2)
except TypeError as e:
    print(e)
try:
    sys.exit(code=1)
except TypeError as e:
    print(e)
