print('a\tb\\n', "it's", 'say "hi"', '\x41\u0042\N{GREEK SMALL LETTER ALPHA}\103', r'\n', b'\x00a', rb'\n', f'{1}{{}}', F"{'x'}", R'\d')
print('''three
lines "here"
''', """and 'here'""", 'con' "cat" f'{2}' r'\e')
print('\\', '\'', "\"", '\a\b\f\v'.encode(), '\0', len('\
'), 'ümlaut', '中文', '😀', len('😀'), '😀'[0] == '\U0001f600')
print(repr('\a\b\f\v\r\n\t'), repr('é'), repr('中'), repr('😀'), repr("'\""), repr('\\'), repr(b'\'"'))
