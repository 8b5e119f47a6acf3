import os
import sys
from sys import stdout

print(os.getpid() > 0, os.getppid() > 0, isinstance(os.cpu_count(), int), os.environ.get('NO_SUCH_VARIABLE'), os.environ.get('NO_SUCH', 'd'))
print(sys.platform, sys.version_info.major, sys.version_info.minor, sys.version_info >= (3, 8), sys.version_info[:2], len(sys.argv), type(sys.argv).__name__)
print(sys.stdout.isatty(), sys.stderr.isatty())
stdout.write('direct\n')
print(os.getpid() == os.getpid(), __name__)
try:
    os.kill(99999999, 0)
except (ProcessLookupError, PermissionError) as error:
    print(type(error).__name__)
sys.stdout.flush()
os._exit(9)
