//! Operators, subscripts, attributes, formats and statements with values that do not suit them.

use crate::Case;
use crate::calls::VALUES;

const BINARY: [&str; 19] = [
    "+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "|", "^", "@", "<", "<=", "==", "!=",
    "in", "is not",
];

/// Kinds of `format` specs.
const SPECS: [&str; 48] = [
    "", "d", "5d", "05d", "+d", "-d", " d", "<5", ">5", "^5", "=5", "*^7", "x", "#x", "X", "o",
    "#o", "b", "#b", "c", "n", "e", ".2e", "f", ".2f", "F", "g", ".3g", "G", "%", ".1%", "s",
    ".1s", "5s", "05s", "=5s", "+s", ",", "_", ",d", "_x", ",x", ",s", ".2", ".2d", "z", "5.", "#",
];

/// Conversions of `%`.
const CONVERSIONS: [&str; 32] = [
    "%s", "%r", "%a", "%d", "%i", "%u", "%x", "%X", "%o", "%c", "%e", "%f", "%g", "%G", "%5d",
    "%-5d|", "%05d", "%+d", "% d", "%#x", "%.2f", "%.3d", "%5.1f", "%%", "%", "%z", "%(a)s",
    "%(b)d", "%*d", "%s %s", "%.s", "abc",
];

/// Calls of `str.format` and nested specs, most of them wrong.
const FORMATS: &[&str] = &[
    "'{}'.format()",
    "'{} {}'.format(1)",
    "'{0} {}'.format(1, 2)",
    "'{} {0}'.format(1, 2)",
    "'{1}'.format(1)",
    "'{a}'.format(1)",
    "'{a}'.format(a=1)",
    "'{a.b}'.format(a=1)",
    "'{a.real}'.format(a=1)",
    "'{a[0]}'.format(a=1)",
    "'{a[0]}'.format(a=[1])",
    "'{a[1]}'.format(a=[1])",
    "'{a[x]}'.format(a={'x': 3})",
    "'{a[y]}'.format(a={'x': 3})",
    "'{a[x]}'.format(a=[1])",
    "'{'.format(1)",
    "'}'.format(1)",
    "'{0'.format(1)",
    "'{0!}'.format(1)",
    "'{0!r}'.format('a')",
    "'{0!s}'.format('a')",
    "'{0!a}'.format('é')",
    "'{0!z}'.format('a')",
    "'{0!r:>5}'.format('a')",
    "'{0!rr}'.format('a')",
    "'{0:{1}}'.format(1, 5)",
    "'{0:{1}d}'.format(1, 5)",
    "'{0:{1}{2}}'.format(1, '>', 5)",
    "'{0:{1:{2}}}'.format(1, 2, 3)",
    "'{:{}}'.format(1)",
    "'{:{}}'.format(1, 5)",
    "'{{}}'.format()",
    "'{{{}}}'.format(1)",
    "'{0[}'.format([1])",
    "'{0[]}'.format([1])",
    "'{0.}'.format([1])",
    "'{0]}'.format([1])",
    "'{ 0}'.format(1)",
    "'{0 }'.format(1)",
    "'{-1}'.format(1)",
    "'{99999999999999999999}'.format(1)",
    "'{:d}'.format('a')",
    "'{:s}'.format(1)",
    "'{:99999999999999999999}'.format(1)",
    "'{:.99999999999999999999}'.format(1.5)",
    "f'{1:{5}}'",
    "f'{1:{\"a\"}}'",
    "f'{1.5:{5}.{1}f}'",
    "f'{c!r:>5}'[:5]",
    "f'{c:>5}'",
    "f'{None:>5}'",
    "f'{[1]:>5}'",
    "f'{[1]!s:>5}'",
    "f'{\"a\":>{10}}'",
    "f'{3:{\"x\"}}'",
    "f'{True:d} {True} {True:5}'",
    "f'{1=}'",
    "f'{\"a\"=}'",
    "f'{\"a\"=!s}'",
    "f'{1.5=:.2f}'",
    "'%d' % '1'",
    "'%d %d' % (1,)",
    "'%d' % (1, 2)",
    "'%(a)d' % 1",
    "'%(a)d' % {'b': 1}",
    "'%s' % {'b': 1}",
    "'%(a' % {'a': 1}",
    "'%*d' % (5, 1)",
    "'%*d' % ('a', 1)",
    "'%.*f' % (2, 1.5)",
    "'%.*f' % ('a', 1.5)",
    "'%c' % 'ab'",
    "'%c' % -1",
    "'%c' % 0x110000",
    "'%x' % 1.5",
    "'%d' % 1.9",
    "'%d' % float('nan')",
    "'%d' % float('inf')",
    "'%i' % 10**20",
    "'%s %s' % [1, 2]",
    "'%ld %hd' % (1, 2)",
    "'%y' % 1",
    "'%5%' % ()",
];

/// Functions that do what a lambda cannot.
pub const HELPERS: &str = "\
def set_item(x, i, v):
    x[i] = v
    return x
def del_item(x, i):
    del x[i]
    return x
def set_attr(x):
    x.foo = 1
def del_attr(x):
    del x.foo
def loop(x):
    out = []
    for item in x:
        out.append(item)
    return out
def unpack(x):
    a, b = x
    return a, b
def unpack_star(x):
    a, b, *d = x
    return a, b, d
def with_(x):
    with x:
        pass
def raise_(x):
    raise x
def raise_from(x):
    raise ValueError('a') from x
def except_(x):
    try:
        raise ValueError('a')
    except x:
        return 'caught'
def assert_(x):
    assert x, 'm'
def star(*args, **kwargs):
    return args, kwargs
def only(a, *, b):
    return a, b
def posonly(a, b, /):
    return a, b
def aug_add(a, b):
    a += b
    return a
def aug_sub(a, b):
    a -= b
    return a
def aug_mul(a, b):
    a *= b
    return a
def aug_div(a, b):
    a /= b
    return a
def aug_floor(a, b):
    a //= b
    return a
def aug_mod(a, b):
    a %= b
    return a
def aug_or(a, b):
    a |= b
    return a
def aug_and(a, b):
    a &= b
    return a
def aug_xor(a, b):
    a ^= b
    return a
def aug_shift(a, b):
    a >>= b
    return a
def set_slice(x, v):
    x[0:1] = v
    return x
def set_step(x, v):
    x[::2] = v
    return x
";

/// Expressions, or parts of them, whose answers are not compared, and why.
pub const LEFT_OUT: &[(&str, &str)] = &[
    (
        "(C) |",
        "a union of types is a type hint: it is not in the language here",
    ),
    ("| (C)", "the same"),
    ("aug_or(C,", "the same"),
    ("aug_or(None, C)", "the same"),
    (
        "(10**20) is not (10**20)",
        "constants of one code object may be one object",
    ),
    ("sys.stdout.isatty", "stdout is another one here and there"),
    ("x.isatty()", "the same"),
    ("math.cbrt(", "the last digit differs among C libraries"),
    ("math.erf", "the same"),
    (
        "aug_mul({",
        "a sequence on the right of `*=`: the operator is told as `*` here",
    ),
    ("aug_mul(c,", "the same"),
    ("aug_mul(range(3),", "the same"),
    (
        "reversed({",
        "the iterator of a reversed dict has a name of its own in CPython",
    ),
    (
        "reversed(x))({",
        "the iterator of a reversed dict has a name of its own in CPython",
    ),
    (
        "sorted([x, x, 1]))({1})",
        "the order in which a sort compares what cannot be compared",
    ),
    ("x.discard({1})", "a set that is looked for in a set"),
    ("x.remove({1})", "the same"),
    (
        "x.elements()",
        "a generator here, an `itertools.chain` there",
    ),
    (
        "context.Value(None",
        "ctypes looks at the type code, here the number of arguments comes first",
    ),
    ("f'{x:c}')(10**20)", "a C long"),
    ("'{0!", "fields of `str.format` that are broken within"),
    ("'{0:{1:{2}}}'", "the same"),
    ("'{0[", "the same"),
    ("'{0.}'", "the same"),
    ("'{99999999999999999999}'", "the same"),
    ("'%ld", "lengths of C's printf, which change nothing"),
    ("'%5%'", "a width for the percent sign"),
];

const OF_ONE: &[&str] = &[
    "-x",
    "+x",
    "~x",
    "not x",
    "x()",
    "x(1)",
    "x[0]",
    "x[-1]",
    "x[5]",
    "x['a']",
    "x[None]",
    "x[1.5]",
    "x[c]",
    "x[0:1]",
    "x['a':]",
    "x[::0]",
    "x[1.5:]",
    "x[:10**20]",
    "x[10**20]",
    "x[-10**20]",
    "x.foo",
    "set_attr(x)",
    "del_attr(x)",
    "loop(x)",
    "unpack(x)",
    "unpack_star(x)",
    "with_(x)",
    "raise_from(x)",
    "except_(x)",
    "assert_(x)",
    "star(*x)",
    "star(**x)",
    "f(*x)",
    "f(**x)",
    "only(x)",
    "only(x, x)",
    "only(a=x)",
    "posonly(a=x, b=1)",
    "posonly(x)",
    "posonly(x, 1, 2)",
    "f()",
    "f(1, 2, x)",
    "f(x, a=1)",
    "f(c=x)",
    "{x}",
    "{x: 1}",
    "[*x]",
    "(*x,)",
    "{*x}",
    "{**x}",
    "{**{'a': 1}, **x}",
    "[a for a in x]",
    "{a for a in x}",
    "{a: 1 for a in x}",
    "list(a for a in x)",
    "del_item(x, 0)",
    "del_item(x, 'a')",
    "del_item(x, c)",
    "set_item(x, 0, 1)",
    "set_item(x, 'a', 1)",
    "set_item(x, c, 1)",
    "set_item(x, [], 1)",
    "set_item(x, 5, 1)",
    "set_slice(x, [7])",
    "set_slice(x, 5)",
    "set_step(x, [7, 8, 9])",
    "isinstance(x, x)",
    "isinstance(1, x)",
    "isinstance(1, (int, x))",
    "isinstance(1, (str, x))",
    "isinstance(x, int)",
    "x < x",
    "x == x",
    "sorted([x, x, 1])",
    "max(x, 1)",
    "sum([x])",
    "sum([x, x])",
    "'-'.join([x])",
    "'-'.join(['a', x])",
    "str(x)",
    "len(x)",
    "bool(x)",
    "int(x)",
    "float(x)",
    "list(x)",
    "tuple(x)",
    "set(x)",
    "dict(x)",
    "iter(x)",
    "next(x)",
    "reversed(x)",
    "enumerate(x)",
    "zip(x, [1])",
    "dict([x])",
    "dict([(1, x)])",
    "dict(a=x)",
    "range(x)",
    "x if x else 0",
    "x and 1",
    "x or 1",
    "type(x)",
    "type(x).__name__",
    "x.__class__",
    "getattr(x, 'foo', 3)",
    "hasattr(x, 'foo')",
    "callable(x)",
    "type(iter(x)).__name__",
    "f'{x}'",
    "f'{x!r}'",
    "print(x, end='') or 1",
    "print(1, sep=x)",
    "print(1, end=x)",
    "print(1, file=x)",
    "abs(x)",
    "round(x)",
    "ord(x)",
    "chr(x)",
    "hex(x)",
    "divmod(x, 2)",
    "divmod(2, x)",
    "pow(x, 2)",
    "pow(2, x)",
    "pow(2, 3, x)",
    "x ** 2",
    "2 ** x",
    "1 << x",
    "x << 2",
    "any(x)",
    "all(x)",
    "map(x, [1])",
    "map(f, x)",
    "filter(x, [1])",
    "filter(None, x)",
    "min(x)",
    "max(x)",
    "sum(x)",
    "sorted(x)",
    "sorted([1, 2], key=x)",
    "sorted([1, 2], reverse=x)",
    "max([1, 2], key=x)",
    "max([], default=x)",
    "'a' * x",
    "[1] * x",
    "'abc'[x]",
    "[1, 2][x]",
    "(1, 2)[x]",
    "{1: 2}[x]",
    "range(5)[x]",
    "b'abc'[x]",
    "'abc'[x:]",
    "[1, 2][:x]",
    "'a' in x",
    "1 in x",
    "x in 'abc'",
    "x in [1]",
    "x in {1}",
    "x in {1: 2}",
    "x in range(3)",
    "x in b'ab'",
];

/// All of them.
pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut push = |text: String| cases.push(Case::expression(&text));
    for left in VALUES {
        for right in VALUES {
            for operator in BINARY {
                let is_endless = ["**", "<<"].contains(&operator) && right == "10**20";
                let is_large =
                    operator == "*" && (left == "10**20" || right == "10**20") && left == right;
                if !is_endless && !is_large {
                    push(format!("({left}) {operator} ({right})"));
                }
            }
            for name in [
                "add", "sub", "mul", "div", "floor", "mod", "or", "and", "xor", "shift",
            ] {
                push(format!("aug_{name}({left}, {right})"));
            }
        }
        for form in OF_ONE {
            let is_endless = left == "10**20"
                && ["pow(2, x)", "2 ** x", "1 << x", "x if", "pow(2, 3"]
                    .iter()
                    .any(|head| form.starts_with(head));
            if !is_endless {
                push(format!("(lambda x: {form})({left})"));
            }
        }
        for spec in SPECS {
            push(format!("(lambda x: f'{{x:{spec}}}')({left})"));
        }
        for conversion in CONVERSIONS {
            push(format!("'{conversion}' % ({left})"));
            push(format!("'{conversion}' % ({left},)"));
        }
    }
    for text in FORMATS {
        push((*text).to_owned());
    }
    cases
}
