import time

start = time.time()
begin = time.monotonic()
precise = time.perf_counter()
time.sleep(0.05)
print(0.045 < time.time() - start < 5, 0.045 < time.monotonic() - begin < 5, 0.045 < time.perf_counter() - precise < 5)
print(len(time.strftime('%H:%M:%S')), len(time.strftime('%Y-%m-%d')), time.strftime('%%'), type(time.time()).__name__)
for bad in (-1, 'a', None):
    try:
        time.sleep(bad)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
time.sleep(0)
print(time.sleep(0.01))
