# The constants, `capwords` and `Template` of `string`.

ascii_lowercase = 'abcdefghijklmnopqrstuvwxyz'
ascii_uppercase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
ascii_letters = ascii_lowercase + ascii_uppercase
digits = '0123456789'
hexdigits = digits + 'abcdef' + 'ABCDEF'
octdigits = '01234567'
punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'
whitespace = ' \t\n\r\x0b\x0c'
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    return (sep or ' ').join([part.capitalize() for part in s.split(sep)])


class Template:
    delimiter = '$'

    def __init__(self, template):
        self.template = template

    # Pieces of text, names and where each `$` stands: (text, name or None, place); the name '' is no name.
    def _pieces(self):
        text = self.template
        at = 0
        while True:
            place = text.find('$', at)
            if place < 0:
                yield text[at:], None, place
                return
            yield text[at:place], None, place
            at = place + 1
            if text[at:at + 1] == '$':
                yield '$', None, place
                at += 1
                continue
            braced = text[at:at + 1] == '{'
            start = end = at + braced
            while end < len(text) and text[end] in _NAME and (end > start or text[end] not in digits):
                end += 1
            if end == start or braced and text[end:end + 1] != '}':
                yield '$', '', place
                continue
            at = end + braced
            yield text[place:at], text[start:end], place

    def substitute(self, mapping={}, /, **kws):
        out = []
        for text, name, place in self._pieces():
            if name is None:
                out.append(text)
            elif name == '':
                before = self.template[:place]
                line = before.count('\n') + 1
                column = place - before.rfind('\n')
                raise ValueError('Invalid placeholder in string: line %d, col %d' % (line, column))
            else:
                out.append(str(kws[name] if name in kws else mapping[name]))
        return ''.join(out)

    def safe_substitute(self, mapping={}, /, **kws):
        out = []
        for text, name, place in self._pieces():
            if not name:
                out.append(text)
            elif name in kws:
                out.append(str(kws[name]))
            elif name in mapping:
                out.append(str(mapping[name]))
            else:
                out.append(text)
        return ''.join(out)


_NAME = ascii_letters + digits + '_'
