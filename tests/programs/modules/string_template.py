import string
from string import Template

print(string.capwords('hello wide  WORLD'), string.capwords('a-b-c', '-'))
greeting = Template('Hello $name, you owe ${amount}$$, $Name.')
print(greeting.template)
print(greeting.substitute(name='Al', amount=3, Name='x'))
print(greeting.substitute({'name': 'Al', 'amount': 3.5, 'Name': None}, name='Bo'))
print(greeting.safe_substitute(name='Al'))
print(Template('$a$b ${c}d $_x1 $1 $').safe_substitute(a=1, b=2, c=3, _x1=4))
for text in ['$', 'a $1', 'one\ntwo ${a b}', '${', '$é', 'tail $$ $-']:
    try:
        print(Template(text).substitute(a=1))
    except (ValueError, KeyError) as problem:
        print(type(problem).__name__, problem)
try:
    Template('$gone').substitute({})
except KeyError as problem:
    print('KeyError', problem)
