# `urlopen` against the scenario's fixture server.

from urllib.error import URLError, HTTPError


class _Response:
    status = 200

    def __init__(self, url, body):
        self.url = url
        self._body = body

    def read(self, amount=-1):
        body = self._body
        if amount is None or amount < 0:
            self._body = b''
            return body
        self._body = body[amount:]
        return body[:amount]

    def getcode(self):
        return self.status

    def geturl(self):
        return self.url

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.close()


class gaierror(OSError):
    __module__ = 'socket'


def urlopen(url, data=None, timeout=None):
    if ':' not in url:
        raise ValueError(f'unknown url type: {url!r}')
    try:
        return _Response(url, _fetch(url))
    except OSError:
        # No program reaches the network: every name is one that nobody can resolve.
        raise URLError(gaierror(-3, 'Temporary failure in name resolution')) from None
