# The `random` module over MT19937; the same draws for the same seed as CPython 3.11. Each function says which
# algorithm it follows, because the order of the draws is part of the result.

_TWO_PI = 6.283185307179586
_warned = set()


# A caller in the program is told once for each of its lines.
def _warn_caller(text):
    place = _caller_place()
    if place not in _warned:
        _warned.add(place)
        _write(2, _warning(place, 'DeprecationWarning', text))


def _check_bits(k):
    if not isinstance(k, int):
        raise TypeError(f"'{type(k).__name__}' object cannot be interpreted as an integer")
    if not -2147483648 <= k <= 2147483647:
        raise OverflowError('Python int too large to convert to C int')


def _whole(value, name, is_direct):
    if isinstance(value, int):
        return value
    whole = int(value)
    if whole != value:
        if is_direct:
            _warn_caller('randrange() will raise TypeError in the future')
        raise ValueError(f'non-integer {name} for randrange()')
    if is_direct:
        _warn_caller('non-integer arguments to randrange() have been deprecated since Python 3.10 '
                     'and will be removed in a subsequent version')
    return whole


# `random.seed(text, version=1)`: the string hash of Python 2, of 64 bits.
def _old_hash(text):
    signs = list(text) if isinstance(text, bytes) else [ord(sign) for sign in text]
    x = signs[0] << 7 if signs else 0
    for sign in signs:
        x = ((1000003 * x) ^ sign) & 0xFFFFFFFFFFFFFFFF
    return x ^ len(signs)


class Random:
    def __init__(self, x=None):
        self._twister = None
        self._spare = None
        if x is not None or not isinstance(self, _Shared):
            self.seed(x)

    def seed(self, a=None, version=2):
        if version == 1 and isinstance(a, (str, bytes)):
            a = _old_hash(a)
        elif not (a is None or isinstance(a, (int, float, str, bytes))):
            raise TypeError('The only supported seed types are: None,\nint, float, str, bytes, and bytearray.')
        self._spare = None
        self._seed(_entropy() if a is None else a)

    def _seed(self, a):
        if self._twister is None:
            self._twister = _random_new()
        self._twister.seed(a)

    def random(self):
        return self._twister.random()

    def getrandbits(self, k):
        _check_bits(k)
        if k < 0:
            raise ValueError('number of bits must be non-negative')
        return self._twister.getrandbits(k)

    def randbytes(self, n):
        bits = self.getrandbits(n * 8)
        return bytes([(bits >> 8 * at) & 255 for at in range(n)])

    def _below(self, n):
        k = n.bit_length()
        r = self.getrandbits(k)
        while r >= n:
            r = self.getrandbits(k)
        return r

    def randrange(self, start, stop=None, step=1):
        return self._from_range(start, stop, step, True)

    def _from_range(self, start, stop, step, is_direct):
        start = _whole(start, 'arg 1', is_direct)
        if stop is None:
            if step != 1:
                raise TypeError('Missing a non-None stop argument')
            if start > 0:
                return self._below(start)
            raise ValueError('empty range for randrange()')
        width = _whole(stop, 'stop', is_direct) - start
        step = _whole(step, 'step', is_direct)
        if step == 1:
            if width > 0:
                return start + self._below(width)
            raise ValueError(f'empty range for randrange() ({start}, {start + width}, {width})')
        if step > 0:
            n = (width + step - 1) // step
        elif step < 0:
            n = (width + step + 1) // step
        else:
            raise ValueError('zero step for randrange()')
        if n <= 0:
            raise ValueError('empty range for randrange()')
        return start + step * self._below(n)

    def randint(self, a, b):
        return self._from_range(a, b + 1, 1, False)

    def choice(self, seq):
        if not len(seq):
            raise IndexError('Cannot choose from an empty sequence')
        return seq[self._below(len(seq))]

    def shuffle(self, x):
        for i in range(len(x) - 1, 0, -1):
            j = self._below(i + 1)
            x[i], x[j] = x[j], x[i]

    def sample(self, population, k, *, counts=None):
        if not (isinstance(population, (list, tuple, str, range, bytes)) or type(population).__name__ == 'deque'):
            raise TypeError('Population must be a sequence.  For dicts or sets, use sorted(d).')
        n = len(population)
        if counts is not None:
            marks = _sums(counts)
            if len(marks) != n:
                raise ValueError('The number of counts does not match the population')
            total = marks.pop()
            if not isinstance(total, int):
                raise TypeError('Counts must be integers')
            if total <= 0:
                raise ValueError('Total of counts must be greater than zero')
            return [population[_bisect(marks, place, len(marks))] for place in self.sample(range(total), k=k)]
        if not 0 <= k <= n:
            raise ValueError('Sample larger than population or is negative')
        result = [None] * k
        setsize = 21
        if k > 5:
            setsize += 4 ** _ceil_log4(k * 3)
        if n <= setsize:
            pool = list(population)
            for i in range(k):
                j = self._below(n - i)
                result[i] = pool[j]
                pool[j] = pool[n - i - 1]
        else:
            selected = set()
            for i in range(k):
                j = self._below(n)
                while j in selected:
                    j = self._below(n)
                selected.add(j)
                result[i] = population[j]
        return result

    def choices(self, population, weights=None, *, cum_weights=None, k=1):
        n = len(population)
        if cum_weights is None:
            if weights is None:
                return [population[_math_floor(self.random() * (n + 0.0))] for i in range(k)]
            if isinstance(weights, int):
                raise TypeError(f'The number of choices must be a keyword argument: k={weights}')
            cum_weights = _sums(weights)
        elif weights is not None:
            raise TypeError('Cannot specify both weights and cumulative weights')
        if len(cum_weights) != n:
            raise ValueError('The number of weights does not match the population')
        total = cum_weights[-1] + 0.0
        if total <= 0.0:
            raise ValueError('Total of weights must be greater than zero')
        if not _math_isfinite(total):
            raise ValueError('Total of weights must be finite')
        return [population[_bisect(cum_weights, self.random() * total, n - 1)] for i in range(k)]

    def uniform(self, a, b):
        return a + (b - a) * self.random()

    def triangular(self, low=0.0, high=1.0, mode=None):
        u = self.random()
        try:
            c = 0.5 if mode is None else (mode - low) / (high - low)
        except ZeroDivisionError:
            return low
        if u > c:
            u = 1.0 - u
            c = 1.0 - c
            low, high = high, low
        return low + (high - low) * _math_sqrt(u * c)

    # Kinderman and Monahan, "Computer generation of random variables using the ratio of uniform deviates" (1977).
    def normalvariate(self, mu=0.0, sigma=1.0):
        while True:
            u1 = self.random()
            u2 = 1.0 - self.random()
            z = 1.7155277699214135 * (u1 - 0.5) / u2
            if z * z / 4.0 <= -_math_log(u2):
                return mu + z * sigma

    # Box and Muller: two uniform draws make two normal ones, so that every second call draws nothing.
    def gauss(self, mu=0.0, sigma=1.0):
        z = self._take_spare()
        if z is None:
            angle = self.random() * _TWO_PI
            radius = _math_sqrt(-2.0 * _math_log(1.0 - self.random()))
            z = _math_cos(angle) * radius
            self._spare = _math_sin(angle) * radius
        return mu + z * sigma

    def _take_spare(self):
        spare = self._spare
        self._spare = None
        return spare

    def lognormvariate(self, mu, sigma):
        return _math_exp(self.normalvariate(mu, sigma))

    def expovariate(self, lambd):
        return -_math_log(1.0 - self.random()) / lambd

    # Fisher, "Statistical Analysis of Circular Data" (1993).
    def vonmisesvariate(self, mu, kappa):
        if kappa <= 1e-6:
            return _TWO_PI * self.random()
        s = 0.5 / kappa
        r = s + _math_sqrt(1.0 + s * s)
        while True:
            z = _math_cos(3.141592653589793 * self.random())
            d = z / (r + z)
            u2 = self.random()
            if u2 < 1.0 - d * d or u2 <= (1.0 - d) * _math_exp(d):
                break
        q = 1.0 / r
        f = (q + z) / (1.0 + q * z)
        if self.random() > 0.5:
            return (mu + _math_acos(f)) % _TWO_PI
        return (mu - _math_acos(f)) % _TWO_PI

    def gammavariate(self, alpha, beta):
        if alpha <= 0.0 or beta <= 0.0:
            raise ValueError('gammavariate: alpha and beta must be > 0.0')
        if alpha > 1.0:
            return self._gamma_above(alpha) * beta
        if alpha == 1.0:
            return -_math_log(1.0 - self.random()) * beta
        return self._gamma_below(alpha) * beta

    # Cheng, "The generation of Gamma variables with non-integral shape parameters" (1977).
    def _gamma_above(self, alpha):
        ainv = _math_sqrt(2.0 * alpha - 1.0)
        bbb = alpha - _math_log(4.0)
        ccc = alpha + ainv
        magic = 1.0 + _math_log(4.5)
        while True:
            u1 = self.random()
            if not 1e-7 < u1 < 0.9999999:
                continue
            u2 = 1.0 - self.random()
            v = _math_log(u1 / (1.0 - u1)) / ainv
            x = alpha * _math_exp(v)
            z = u1 * u1 * u2
            r = bbb + ccc * v - x
            if r + magic - 4.5 * z >= 0.0 or r >= _math_log(z):
                return x

    # Algorithm GS of Kennedy and Gentle, "Statistical Computing" (1980).
    def _gamma_below(self, alpha):
        e = 2.718281828459045
        while True:
            b = (e + alpha) / e
            p = b * self.random()
            x = p ** (1.0 / alpha) if p <= 1.0 else -_math_log((b - p) / alpha)
            u1 = self.random()
            if p > 1.0:
                if u1 <= x ** (alpha - 1.0):
                    return x
            elif u1 <= _math_exp(-x):
                return x

    def betavariate(self, alpha, beta):
        y = self.gammavariate(alpha, 1.0)
        if y:
            return y / (y + self.gammavariate(beta, 1.0))
        return 0.0

    def paretovariate(self, alpha):
        return (1.0 - self.random()) ** (-1.0 / alpha)

    def weibullvariate(self, alpha, beta):
        u = 1.0 - self.random()
        return alpha * (-_math_log(u)) ** (1.0 / beta)


def _ceil_log4(n):
    power = 0
    while 4 ** power < n:
        power += 1
    return power


def _sums(weights):
    sums = []
    total = None
    for weight in weights:
        total = weight if total is None else total + weight
        sums.append(total)
    return sums


def _bisect(marks, x, high):
    low = 0
    while low < high:
        middle = (low + high) // 2
        if x < marks[middle]:
            high = middle
        else:
            low = middle + 1
    return low


# The module's own generator belongs to the process: a forked child seeds it anew at its first use.
class _Shared(Random):
    def _seed(self, a):
        _random_seed(a)

    def random(self):
        if not _random_ready():
            _random_seed(_entropy())
        return _random_float()

    def getrandbits(self, k):
        _check_bits(k)
        if k < 0:
            raise ValueError('number of bits must be non-negative')
        if not _random_ready():
            _random_seed(_entropy())
        return _random_bits(k)

    def _take_spare(self):
        if not _random_ready():
            return None
        spare = self._spare
        self._spare = None
        return spare


_inst = _Shared()
seed = _inst.seed
random = _inst.random
getrandbits = _inst.getrandbits
randbytes = _inst.randbytes
randrange = _inst.randrange
randint = _inst.randint
choice = _inst.choice
shuffle = _inst.shuffle
sample = _inst.sample
choices = _inst.choices
uniform = _inst.uniform
triangular = _inst.triangular
gauss = _inst.gauss
normalvariate = _inst.normalvariate
lognormvariate = _inst.lognormvariate
expovariate = _inst.expovariate
vonmisesvariate = _inst.vonmisesvariate
gammavariate = _inst.gammavariate
betavariate = _inst.betavariate
paretovariate = _inst.paretovariate
weibullvariate = _inst.weibullvariate
