from urllib.error import HTTPError, URLError
import urllib.request

print(isinstance(URLError("why"), OSError), HTTPError.__name__)
error = URLError('why')
print(error, error.reason, repr(error))
try:
    raise URLError('gone')
except OSError as error:
    print(type(error).__name__, error.reason)
print(callable(urllib.request.urlopen))
try:
    urllib.request.urlopen('no address')
except ValueError as error:
    print(error)
