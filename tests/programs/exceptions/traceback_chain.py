def load():
    return {}['name']


def main():
    try:
        load()
    except KeyError as error:
        raise RuntimeError('no name') from error


try:
    main()
except RuntimeError:
    raise ValueError('and more')
