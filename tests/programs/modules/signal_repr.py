import signal
print(repr(signal.SIGTERM), str(signal.SIGTERM), f'{signal.SIGTERM}', '%s' % signal.SIGTERM, '%d' % signal.SIGTERM, signal.SIGTERM)
print('{}'.format(signal.SIGKILL), f'{signal.SIGKILL!r}', f'{signal.SIGKILL:5d}|{signal.SIGKILL:>5}')
print(signal.SIGTERM == 15, -signal.SIGTERM, signal.SIGTERM + 1, [signal.SIGINT], {signal.SIGINT: 1}, type(signal.SIGINT).__name__)
print(signal.SIGINT.name, signal.SIGINT.value, int(signal.SIGINT), isinstance(signal.SIGINT, int))
print({15: 'a'}[signal.SIGTERM], signal.SIGTERM in (15,), sorted([signal.SIGTERM, signal.SIGINT]))
print(abs(-signal.SIGTERM), signal.SIGTERM < 20, bool(signal.SIGHUP), hex(signal.SIGTERM), signal.SIGTERM / 2)
