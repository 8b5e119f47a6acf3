import string
from string import digits, ascii_lowercase as lower

print(string.ascii_letters, string.ascii_uppercase, lower, digits, string.hexdigits, string.octdigits)
print(string.punctuation, repr(string.whitespace), repr(string.printable[-6:]))
print(''.join(c for c in 'a1b2' if c in digits), lower[:5], lower.index('k'))
