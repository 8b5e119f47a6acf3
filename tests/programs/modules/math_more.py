import math
import sys

for f in (math.asin, math.atan, math.sinh, math.cosh, math.tanh, math.acos, math.exp):
    print(f.__name__, round(f(0.5), 12), round(f(0), 12))
print(sys.version_info.micro >= 0, 'a1b1'.rindex('1'), '12'.isdecimal(), 'x'.isdecimal())
