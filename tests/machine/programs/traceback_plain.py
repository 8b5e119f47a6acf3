def level_three(data, key):
    return data[key] + 1

def level_two(n):
    value = level_three({'a': n}, 'b')
    return value

class Thing:
    def go(self):
        return level_two(5)

print('before')
t = Thing()
t.go()
