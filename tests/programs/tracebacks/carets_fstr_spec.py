print(f'{"a":d}')
