# The `math` module.

pi = 3.141592653589793
e = 2.718281828459045
tau = 6.283185307179586
inf = float('inf')
nan = float('nan')

sqrt = _math_sqrt
sin = _math_sin
cos = _math_cos
tan = _math_tan
asin = _math_asin
acos = _math_acos
atan = _math_atan
atan2 = _math_atan2
sinh = _math_sinh
cosh = _math_cosh
tanh = _math_tanh
exp = _math_exp
fabs = _math_fabs
degrees = _math_degrees
radians = _math_radians
log1p = _math_log1p
copysign = _math_copysign
fmod = _math_fmod
hypot = _math_hypot
pow = _math_pow
floor = _math_floor
ceil = _math_ceil
isnan = _math_isnan
isinf = _math_isinf
isfinite = _math_isfinite
gcd = _math_gcd
isqrt = _math_isqrt
asinh = _math_asinh
acosh = _math_acosh
atanh = _math_atanh
exp2 = _math_exp2
expm1 = _math_expm1
cbrt = _math_cbrt
erf = _math_erf
erfc = _math_erfc
gamma = _math_gamma
lgamma = _math_lgamma
ulp = _math_ulp
nextafter = _math_nextafter
remainder = _math_remainder
frexp = _math_frexp
ldexp = _math_ldexp


def trunc(x, /):
    if not isinstance(x, (int, float)):
        raise TypeError(f"type {type(x).__name__} doesn't define __trunc__ method")
    return _math_trunc(x)


# Ints beyond the largest float are taken apart, as CPython does.
def _logarithm(function, x):
    if isinstance(x, int) and x > 1 << 1000:
        bits = x.bit_length()
        return function((x >> bits - 64) / (1 << 64)) + function(2.0) * bits
    return function(x)


def log(*args):
    if not 1 <= len(args) <= 2:
        raise TypeError('math.log requires 1 to 2 arguments')
    if len(args) == 1:
        return _logarithm(_math_log, args[0])
    return _logarithm(_math_log, args[0]) / _logarithm(_math_log, args[1])


def log2(x, /):
    return _logarithm(_math_log2, x)


def log10(x, /):
    return _logarithm(_math_log10, x)


def factorial(n, /):
    _check_ints(n)
    n = int(n)
    if n < 0:
        raise ValueError('factorial() not defined for negative values')
    if n > 9223372036854775807:
        raise OverflowError('factorial() argument should not exceed 9223372036854775807')
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def comb(n, k, /):
    _check_ints(n, k)
    n = int(n)
    k = int(k)
    if n < 0:
        raise ValueError('n must be a non-negative integer')
    if k < 0:
        raise ValueError('k must be a non-negative integer')
    if k > n:
        return 0
    k = min(k, n - k)
    if k > 9223372036854775807:
        raise OverflowError('min(n - k, k) must not exceed 9223372036854775807')
    result = 1
    for i in range(k):
        result = result * (n - i) // (i + 1)
    return result


def perm(n, k=None, /):
    if k is None:
        return factorial(n)
    _check_ints(n, k)
    n = int(n)
    k = int(k)
    if n < 0:
        raise ValueError('n must be a non-negative integer')
    if k < 0:
        raise ValueError('k must be a non-negative integer')
    if k > n:
        return 0
    if k > 9223372036854775807:
        raise OverflowError('k must not exceed 9223372036854775807')
    result = 1
    for i in range(k):
        result *= n - i
    return result


def _check_ints(*values):
    for value in values:
        if not isinstance(value, int):
            raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")


def lcm(*numbers):
    _check_ints(*numbers)
    result = 1
    for number in numbers:
        if number == 0:
            return 0
        result = abs(result * number) // gcd(result, number)
    return result


def prod(iterable, /, *, start=1):
    for item in iterable:
        start = start * item
    return start


def fsum(seq, /):
    return _math_fsum([x for x in seq])


def dist(p, q, /):
    return _math_dist(tuple(p), tuple(q))


def isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0):
    a, b, rel_tol, abs_tol = [copysign(value, value) for value in (a, b, rel_tol, abs_tol)]
    if rel_tol < 0.0 or abs_tol < 0.0:
        raise ValueError('tolerances must be non-negative')
    if rel_tol < 0.0 or abs_tol < 0.0:
        raise ValueError('tolerances must be non-negative')
    if a == b:
        return True
    if isinf(a) or isinf(b):
        return False
    return abs(a - b) <= max(rel_tol * max(abs(a), abs(b)), abs_tol)


def modf(x, /):
    x = copysign(x, x)
    if isinf(x):
        return (copysign(0.0, x), x)
    if isnan(x):
        return (x, x)
    whole = copysign(float(int(x)), x)
    return (copysign(x - whole, x), whole)
