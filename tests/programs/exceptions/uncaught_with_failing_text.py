class Odd(Exception):
    def __str__(self):
        return 5 + 'x'


raise Odd
