"""Runs many programs in one interpreter: each stands in the file given as argument, between lines of `MARK`.

Prints what each program printed and the exception it ended with, as `name: message`, then a line of `MARK`.
"""

import io
import sys

MARK = '=-=-=-= next program =-=-=-='


def run(source):
    data = io.BytesIO()
    out = io.TextIOWrapper(data, encoding='utf-8', errors='surrogatepass', newline='\n', write_through=True)
    real, sys.stdout = sys.stdout, out
    try:
        exec(compile(source, 'program.py', 'exec', dont_inherit=True), {'__name__': '__main__'})
        end = ''
    except BaseException as error:
        end = f'{type(error).__name__}: {error}\n'
    finally:
        sys.stdout = real
    return data.getvalue().decode('utf-8', 'surrogatepass') + end


def main():
    sys.dont_write_bytecode = True
    import warnings
    warnings.simplefilter('ignore')
    with open(sys.argv[1], encoding='utf-8') as file:
        programs = file.read().split(MARK + '\n')
    parts = []
    for source in programs:
        parts.append(run(source))
    sys.stdout.buffer.write((MARK + '\n').join(parts).encode('utf-8', 'surrogatepass'))


main()
