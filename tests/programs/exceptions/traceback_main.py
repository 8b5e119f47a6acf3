def inner(values):
    total = 0
    for value in values:
        total += 10 // value
    return total


def outer():
    return inner([1, 2, 0]) + 1


print('before')
outer()
