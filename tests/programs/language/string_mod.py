import string, sys, os, time
print(string.ascii_letters, string.digits, string.punctuation, repr(string.whitespace), string.hexdigits, string.octdigits, len(string.printable))
print(sys.platform, sys.version_info[:2], sys.version_info >= (3, 8), sys.version_info.major, len(sys.argv), os.getpid() > 0, os.getppid() > 0, os.environ.get('NOPE'), os.environ.get('NOPE', 'd'), type(os.cpu_count()))
sys.stdout.write('out\n'); sys.stderr.write('err\n'); print(sys.stdout.write('abc'), file=sys.stderr); sys.stdout.flush(); print(sys.stdout.isatty())
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
t(lambda: sys.stdout.write(5)); t(lambda: time.sleep(-1)); t(lambda: time.sleep('a')); t(lambda: time.sleep()); t(lambda: os.getpid(1)); t(lambda: os._exit('a')); t(lambda: time.time() > 1e9); t(lambda: time.monotonic() <= time.monotonic()); t(lambda: len(time.strftime('%Y-%m-%d %H:%M:%S'))); t(lambda: os.kill(99999999, 0)); t(lambda: os.environ.get(5)); t(lambda: os.cpu_count(1)); t(lambda: time.perf_counter(1))
