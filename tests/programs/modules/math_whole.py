import math

for function in [math.asinh, math.acosh, math.atanh, math.exp2, math.expm1, math.log1p, math.gamma, math.lgamma, math.ulp]:
    for x in [0.0, 0.25, 1.0, 2.5, 20.0, 171.0, 180.0, -0.5, -3.0, 1e-300, 1e300, math.inf, -math.inf, math.nan]:
        try:
            print(x, repr(function(x)))
        except (ValueError, OverflowError) as problem:
            print(x, type(problem).__name__, problem)
for x in [0.0, 1.0, -2.0, 0.1, 5.0, 30.0, math.inf, -math.inf]:
    print(x, round(math.erf(x), 12), round(math.erfc(x), 12), round(math.cbrt(x), 12))
for x, y in [(5.0, 3.0), (7.5, -2.0), (1.0, math.inf), (2.0, 0.5), (-3.0, 2.0)]:
    print(x, y, math.remainder(x, y), math.nextafter(x, y), math.dist([x, 1.0], (y, 2)), math.hypot(x, y, 1.0))
for x in [0.0, 1.0, -0.75, 8.0, 5e-324, 1e308, math.inf]:
    print(x, math.frexp(x), math.ldexp(x, -3), math.modf(x))
print(math.ldexp(1.0, 1023), math.ldexp(1.0, -1074), math.ldexp(1.0, -10**30))
print(math.fsum([0.1] * 10), math.fsum([1e16, 1.0, -1e16]), math.fsum([]), math.fsum([math.inf, 1.0]))
for wrong in [
    lambda: math.ldexp(1.0, 5000),
    lambda: math.ldexp(1.0, 1.0),
    lambda: math.fsum([1e308, 1e308]),
    lambda: math.fsum([math.inf, -math.inf]),
    lambda: math.fsum(['a']),
    lambda: math.dist([1], [1, 2]),
    lambda: math.remainder(1.0, 0.0),
    lambda: math.sin(math.inf),
    lambda: math.gamma(-1),
    lambda: math.lgamma(0),
    lambda: math.atanh(1),
    lambda: math.acosh(0.5),
]:
    try:
        print(wrong())
    except (ValueError, TypeError, OverflowError) as problem:
        print(type(problem).__name__, problem)
