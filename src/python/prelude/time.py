# The `time` module on the virtual clock.


def sleep(seconds, /):
    if not isinstance(seconds, (int, float)):
        raise TypeError(f"'{type(seconds).__name__}' object cannot be interpreted as an integer")
    if seconds < 0:
        raise ValueError('sleep length must be non-negative')
    _sleep(seconds)


def time():
    return _time()


def monotonic():
    return _monotonic()


def perf_counter():
    return _monotonic()


def process_time():
    return _monotonic()


def time_ns():
    return int(_time() * 1e9)


def monotonic_ns():
    return int(_monotonic() * 1e9)


perf_counter_ns = monotonic_ns

_DAYS = ('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')
_MONTHS = ('January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
           'November', 'December')


class struct_time:
    def __init__(self, parts):
        self._parts = parts
        self.tm_year, self.tm_mon, self.tm_mday, self.tm_hour, self.tm_min, self.tm_sec = parts[:6]
        self.tm_wday, self.tm_yday, self.tm_isdst = parts[6:]

    def __getitem__(self, at):
        return self._parts[at]

    def __len__(self):
        return 9


def gmtime(seconds=None):
    total = int(_time() if seconds is None else seconds)
    days, rest = divmod(total, 86400)
    hour, rest = divmod(rest, 3600)
    minute, second = divmod(rest, 60)
    # Civil date from days since 1970-01-01, in eras of 400 years from March 1 on.
    shifted = days + 719468
    era, day_of_era = divmod(shifted, 146097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month_index = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month_index + 2) // 5 + 1
    month = month_index + 3 if month_index < 10 else month_index - 9
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    before = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)[month - 1]
    yday = before + day + (1 if leap and month > 2 else 0)
    return struct_time((year, month, day, hour, minute, second, (days + 3) % 7, yday, 0))


localtime = gmtime


_NOW = ('now',)


def strftime(form, moment=_NOW):
    if not isinstance(form, str):
        kind = 'None' if form is None else type(form).__name__
        raise TypeError(f'strftime() argument 1 must be str, not {kind}')
    if moment is _NOW:
        moment = localtime()
    elif not isinstance(moment, (tuple, struct_time)):
        raise TypeError('Tuple or struct_time argument required')
    elif len(moment) != 9:
        raise TypeError('strftime(): illegal time tuple argument')
    at = moment
    out = ''
    index = 0
    while index < len(form):
        sign = form[index]
        index += 1
        if sign != '%' or index >= len(form):
            out += sign
            continue
        code = form[index]
        index += 1
        out += _part(code, at)
    return out


def _part(code, at):
    if code == 'Y':
        return str(at.tm_year)
    if code == 'y':
        return '%02d' % (at.tm_year % 100)
    if code == 'm':
        return '%02d' % at.tm_mon
    if code == 'd':
        return '%02d' % at.tm_mday
    if code == 'H':
        return '%02d' % at.tm_hour
    if code == 'I':
        return '%02d' % ((at.tm_hour + 11) % 12 + 1)
    if code == 'M':
        return '%02d' % at.tm_min
    if code == 'S':
        return '%02d' % at.tm_sec
    if code == 'p':
        return 'AM' if at.tm_hour < 12 else 'PM'
    if code == 'j':
        return '%03d' % at.tm_yday
    if code == 'A':
        return _DAYS[at.tm_wday]
    if code == 'a':
        return _DAYS[at.tm_wday][:3]
    if code == 'B':
        return _MONTHS[at.tm_mon - 1]
    if code == 'b':
        return _MONTHS[at.tm_mon - 1][:3]
    if code == 'T' or code == 'X':
        return '%02d:%02d:%02d' % (at.tm_hour, at.tm_min, at.tm_sec)
    if code == 'F':
        return '%d-%02d-%02d' % (at.tm_year, at.tm_mon, at.tm_mday)
    if code == '%':
        return '%'
    return '%' + code


def ctime(seconds=None):
    at = localtime(seconds)
    return '%s %s %2d %02d:%02d:%02d %d' % (_DAYS[at.tm_wday][:3], _MONTHS[at.tm_mon - 1][:3], at.tm_mday, at.tm_hour,
                                            at.tm_min, at.tm_sec, at.tm_year)


def asctime():
    return ctime()
