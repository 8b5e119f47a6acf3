class Problem(Exception):
    def __init__(self, code):
        super().__init__(code, 'extra')
        self.code = code

    def __str__(self):
        return f'problem number {self.code}'


def work():
    try:
        raise Problem(1)
    except Problem as error:
        raise Problem(2) from error


work()
