assert True
assert 1 + 1 == 2, 'never'
try:
    assert False
except AssertionError as error:
    print(repr(error), str(error) == '')
try:
    assert [], 'the list is empty'
except AssertionError as error:
    print(error, error.args)
try:
    assert (0), (1, 2)
except AssertionError as error:
    print(error.args)
