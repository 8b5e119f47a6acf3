import signal
from signal import SIGTERM

print(int(signal.SIGINT), int(SIGTERM), int(signal.SIGKILL), int(signal.SIGUSR1), int(signal.SIGCHLD), int(signal.SIGSTOP), int(signal.SIGCONT))
print(signal.SIGTERM == 15, -signal.SIGKILL, signal.SIGINT)
