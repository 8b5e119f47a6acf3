import math
from math import pi, sqrt, floor

print(pi, math.e, math.tau, math.inf, math.nan)
print(math.ceil(1.2), floor(-1.2), math.trunc(-1.7), sqrt(2), math.isqrt(17), math.pow(2, 10), math.exp(1))
print(math.log(10), math.log(8, 2), math.log2(8), math.log10(1000), math.log(10 ** 400))
print(round(math.sin(1), 12), round(math.cos(1), 12), round(math.tan(1), 12), math.atan2(1, 1), math.hypot(3, 4))
print(math.degrees(pi), math.radians(180), math.fabs(-2), math.fmod(-7, 3), math.modf(2.5), math.copysign(1, -0.0))
print(math.fsum([0.1] * 10), math.prod([1, 2, 3, 4]), math.gcd(12, 18), math.lcm(4, 6), math.factorial(20), math.comb(5, 2), math.perm(5, 2))
print(math.isclose(0.1 + 0.2, 0.3), math.isfinite(math.inf), math.isinf(-math.inf), math.isnan(math.nan))
for attempt in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.factorial(-1), lambda: math.exp(1000),
                lambda: math.sqrt('a'), lambda: math.floor('a'), lambda: math.acos(2), lambda: math.isqrt(-1)):
    try:
        print(attempt())
    except (ValueError, OverflowError, TypeError) as error:
        print(type(error).__name__, error)
