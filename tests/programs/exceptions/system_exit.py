import sys

try:
    sys.exit(3)
except SystemExit as error:
    print('caught', error.code, error.args)
try:
    sys.exit()
except SystemExit as error:
    print(error.code)
try:
    sys.exit('words')
except SystemExit as error:
    print(error.code)
try:
    print('leaving')
    sys.exit(5)
finally:
    print('finally')
