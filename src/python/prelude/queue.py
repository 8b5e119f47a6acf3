# The exceptions of `queue`.


class Empty(Exception):
    __module__ = '_queue'


class Full(Exception):
    pass
