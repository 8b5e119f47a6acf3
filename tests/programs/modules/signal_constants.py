import signal

print(signal.SIGHUP == 1, signal.SIGQUIT == 3, signal.SIGABRT == 6, signal.SIGSEGV == 11, signal.SIGUSR2 == 12, signal.SIGPIPE == 13, signal.SIGALRM == 14)
print(signal.SIGTERM + 0, f'{signal.SIGKILL:d}', '%d' % signal.SIGINT)
