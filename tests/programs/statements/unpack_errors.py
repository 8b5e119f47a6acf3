for text in ('a, b = [1]', 'a, b = [1, 2, 3]', 'a, *b, c = [1]', 'a, b = 5'):
    pass


def attempt(function):
    try:
        function()
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)


def too_few():
    a, b = [1]


def too_many():
    a, b = [1, 2, 3]


def star_few():
    a, *b, c = [1]


def no_iterable():
    a, b = 5


def many_text():
    a, b = 'abcd'


def few_of_three():
    a, b, c = 1, 2


for function in (too_few, too_many, star_few, no_iterable, many_text, few_of_three):
    attempt(function)
