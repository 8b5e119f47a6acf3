name, n, x, big = 'Ann', 42, 3.14159, 10 ** 12
print(f'{name}|{name!r}|{name:>8}|{name:<8}|{name:^8}|{name:*^9}|{name:.2}|{name!r:>8}')
print(f'{n}|{n:5}|{n:<5}|{n:05}|{n:+}|{n: }|{n:x}|{n:X}|{n:b}|{n:o}|{n:#x}|{n:#b}|{n:e}|{n:c}|{n:,}|{n:_}')
print(f'{x}|{x:.2f}|{x:8.3f}|{x:<8.1f}|{x:08.2f}|{x:+.1f}|{x:e}|{x:.2e}|{x:g}|{x:.3g}|{x:%}|{x:.1%}|{x:.0f}')
print(f'{big:,}|{big:_}|{big:.3e}|{-big:,}|{big:>20,}|{1234567.891:,.2f}|{0.000012:g}|{1e20:g}|{1e5:g}|{123456789:g}')
print(f'{n!s:>5}|{"quoted"}|{n + 1}|{n if n > 5 else 0}|{[i for i in range(3)]}|{ {"a": 1}["a"] }|{{braces}}')
print(f'{n=}|{n = }|{name=}|{n=:>5}|{x=:.2f}|{name=!s}|{n+1=}')
width, digits = 10, 3
print(f'{x:{width}.{digits}f}|{name:{"^"}{width}}|{n:{width}}')
print(f"{'nested ' + f'{n}'}" f' joined' ' plain')
print(f'{True}|{None}|{True:5}|{[1, 2]}|{(1,)}|{1 == 1}|{None!r:>6}')
print(f'{-5:05}|{-5:=+6}|{5:^+7}|{-3.5:07.2f}|{0:+}|{float("inf"):5}|{float("nan"):.1f}|{-0.0:.1f}')
print(f'''multi
{n}
line''')
print(f'{n:>{width}}|{"a":>3}{"b":<3}|{10:3d}%|{2**10:>+8,d}')
for spec in ('z', '10.', 'd', ',s', '.2d'):
    for value in (5, 'a', 1.5):
        try:
            print(spec, value, '{:{}}'.format(value, spec))
        except ValueError as error:
            print(spec, value, error)
try:
    f'{[]:>5}'
except TypeError as error:
    print(error)
