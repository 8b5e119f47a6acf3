value_one = 1
print(value_on)
