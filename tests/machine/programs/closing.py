# Generators that are left before their end.
def numbers(label):
    try:
        for n in range(10):
            yield n
    finally:
        print('closed', label)


def stubborn():
    while True:
        try:
            yield 'again'
        except ValueError as e:
            print('caught', e)
            yield 'after'


gen = numbers('by close')
print(next(gen), next(gen))
gen.close()
print(list(gen))
gen.close()

gen = stubborn()
print(next(gen), gen.throw(ValueError('thrown')), next(gen))
try:
    gen.throw(KeyError('k'))
except KeyError as e:
    print('out', e)
try:
    next(gen)
except StopIteration as e:
    print('stopped', e.value)


def refuses():
    try:
        yield 1
    except GeneratorExit:
        yield 2


gen = refuses()
next(gen)
try:
    gen.close()
except RuntimeError as e:
    print(e)

fresh = numbers('never started')
fresh.close()
print('end')
