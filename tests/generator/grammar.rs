//! Programs at random: values of known types, so that most operations make sense, and a few that do not, so that
//! their messages are compared as well.

use std::fmt::Write as _;

/// Deepest nesting of an expression.
const DEEPEST: u32 = 3;

/// `SplitMix64` (Steele, Lea and Flood 2014): small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below `bound`.
    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len() as u64) as usize]
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }
}

/// Types of expressions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Int,
    Float,
    Bool,
    Text,
    /// Lists of ints.
    List,
    /// Tuples of ints.
    Tuple,
    /// From text to int.
    Dict,
    /// Sets of ints.
    Set,
}

const KINDS: [Kind; 8] = [
    Kind::Int,
    Kind::Float,
    Kind::Bool,
    Kind::Text,
    Kind::List,
    Kind::Tuple,
    Kind::Dict,
    Kind::Set,
];

/// The program of a number.
pub fn program(number: u64) -> String {
    let mut writer = Writer {
        random: Random(number.wrapping_mul(0x2545_f491_4f6c_dd1d)),
        text: String::new(),
        variables: Vec::new(),
        functions: 0,
        loops: 0,
        indent: 0,
        in_loop: false,
    };
    writer.whole();
    writer.text
}

struct Writer {
    random: Random,
    text: String,
    /// Names that are bound at the current place, with their types.
    variables: Vec<(String, Kind)>,
    functions: u64,
    loops: u64,
    indent: usize,
    in_loop: bool,
}

impl Writer {
    fn whole(&mut self) {
        for index in 0..self.random.below(3) {
            self.function(index);
            self.functions = index + 1;
        }
        for index in 0..=self.random.below(4) {
            let kind = self.kind();
            let value = self.expression(kind, 0);
            self.line(&format!("v{index} = {value}"));
            self.variables.push((format!("v{index}"), kind));
        }
        let count = 3 + self.random.below(6);
        for _ in 0..count {
            self.statement(0);
        }
        let names: Vec<String> = self
            .variables
            .iter()
            .map(|(name, _)| name.clone())
            .collect();
        self.line(&format!("print({})", names.join(", ")));
    }

    fn line(&mut self, text: &str) {
        let pad = "    ".repeat(self.indent);
        for (index, part) in text.split('\n').enumerate() {
            let more = if index == 0 { "" } else { "    " };
            let _ = writeln!(self.text, "{pad}{more}{part}");
        }
    }

    fn kind(&mut self) -> Kind {
        KINDS[self.random.below(KINDS.len() as u64) as usize]
    }

    // --- statements -------------------------------------------------------------------------------------------------

    fn function(&mut self, index: u64) {
        let kept = std::mem::take(&mut self.variables);
        self.line(&format!("def f{index}(a, b=2, *rest, c=3):"));
        self.indent += 1;
        self.variables = ["a", "b", "c"]
            .map(|name| (name.to_owned(), Kind::Int))
            .to_vec();
        self.variables.push(("rest".to_owned(), Kind::Tuple));
        for _ in 0..=self.random.below(2) {
            self.statement(1);
        }
        let value = self.expression(Kind::Int, 1);
        self.line(&format!("return {value}"));
        self.indent -= 1;
        self.variables = kept;
    }

    fn block(&mut self, depth: u32) {
        self.indent += 1;
        let kept = self.variables.clone();
        for _ in 0..=self.random.below(2) {
            self.statement(depth + 1);
        }
        self.variables = kept;
        self.indent -= 1;
    }

    fn statement(&mut self, depth: u32) {
        let choice = self.random.below(if depth > 2 { 8 } else { 14 });
        match choice {
            0..=2 => self.print(),
            3 | 4 => self.assign(),
            5 => self.augment(),
            6 => self.unpack(),
            7 => self.change(),
            8 | 9 => self.condition(depth),
            10 => self.for_loop(depth),
            11 => self.while_loop(depth),
            12 => self.attempt(depth),
            _ => self.class(),
        }
    }

    fn print(&mut self) {
        let count = 1 + self.random.below(3);
        let mut parts = Vec::new();
        for _ in 0..count {
            let kind = self.kind();
            parts.push(match self.random.below(5) {
                0 => self.formatted(),
                1 => {
                    let value = self.expression(kind, 1);
                    format!("repr({value})")
                }
                _ => self.expression(kind, 0),
            });
        }
        let tail = match self.random.below(6) {
            0 => ", sep='-'",
            1 => ", end=';\\n'",
            _ => "",
        };
        self.line(&format!("print({}{tail})", parts.join(", ")));
    }

    fn assign(&mut self) {
        let kind = self.kind();
        let value = self.expression(kind, 0);
        let is_deep = self.indent > 0;
        let name = match self.variable(kind) {
            Some(name) if is_deep || self.random.one_in(2) => name,
            _ if is_deep => format!("t{}", self.random.below(100)),
            _ => format!("v{}", self.variables.len()),
        };
        self.line(&format!("{name} = {value}"));
        if self.variables.iter().all(|(other, _)| *other != name) {
            self.variables.push((name, kind));
        }
    }

    fn augment(&mut self) {
        let kind = self.kind();
        let Some(name) = self.variable(kind) else {
            return self.print();
        };
        let value = self.expression(kind, 1);
        let op = match kind {
            Kind::Int => self
                .random
                .pick(&["+=", "-=", "*=", "//=", "%=", "|=", "&=", "^="]),
            Kind::Float => self.random.pick(&["+=", "-=", "*=", "/="]),
            Kind::Text | Kind::List | Kind::Tuple => "+=",
            Kind::Set => self.random.pick(&["|=", "&=", "-=", "^="]),
            Kind::Dict => "|=",
            Kind::Bool => self.random.pick(&["|=", "&=", "^="]),
        };
        self.line(&format!("{name} {op} {value}"));
    }

    fn unpack(&mut self) {
        let kind = if self.random.one_in(2) {
            Kind::List
        } else {
            Kind::Tuple
        };
        let value = self.expression(kind, 1);
        let targets = self.random.pick(&[
            "a_, *b_",
            "*b_, a_",
            "a_, b_",
            "a_, *b_, c_",
            "(a_, b_), c_",
        ]);
        self.line("try:");
        self.line(&format!("    {targets} = {value}\nprint(a_, b_)"));
        self.line("except (ValueError, TypeError) as error:");
        self.line("    print(type(error).__name__, error)");
    }

    fn change(&mut self) {
        let kind = [Kind::List, Kind::Dict, Kind::Set][self.random.below(3) as usize];
        let Some(name) = self.variable(kind) else {
            return self.assign();
        };
        let int = self.expression(Kind::Int, 1);
        let text = self.expression(Kind::Text, 2);
        let list = self.expression(Kind::List, 2);
        let (from, to) = (self.index(), self.index());
        let line = match (kind, self.random.below(8)) {
            (Kind::List, 0) => format!("{name}.append({int})"),
            (Kind::List, 1) => format!("{name}.extend({list})"),
            (Kind::List, 2) => format!("{name}.insert({from}, {int})"),
            (Kind::List, 3) => format!(
                "{name}.sort(reverse={})",
                self.random.pick(&["True", "False"])
            ),
            (Kind::List, 4) => format!("{name}[{from}:{to}] = {list}"),
            (Kind::List, 5) => format!("del {name}[{from}:{to}]"),
            (Kind::List, 6) => format!("{name}.reverse()"),
            (Kind::List, _) => format!("{name}[{from}:{to}:2] = []"),
            (Kind::Dict, 0 | 1) => format!("{name}[{text}] = {int}"),
            (Kind::Dict, 2) => format!("{name}.update(k={int})"),
            (Kind::Dict, 3) => format!("print({name}.pop({text}, {int}))"),
            (Kind::Dict, 4) => format!("print({name}.setdefault({text}, {int}))"),
            (Kind::Dict, _) => format!("print({name}.get({text}), {name}.get({text}, {int}))"),
            (_, 0 | 1) => format!("{name}.add({int})"),
            (_, 2) => format!("{name}.discard({int})"),
            (_, 3) => format!("{name}.update({list})"),
            (_, 4) => format!("print({name}.isdisjoint({list}))"),
            _ => format!("{name}.difference_update({list})"),
        };
        self.guarded(&line);
    }

    /// A line whose exception is told.
    fn guarded(&mut self, line: &str) {
        self.line("try:");
        self.line(&format!("    {line}"));
        self.line("except Exception as error:");
        self.line("    print(type(error).__name__, error)");
    }

    fn condition(&mut self, depth: u32) {
        let test = self.expression(Kind::Bool, 0);
        self.line(&format!("if {test}:"));
        self.block(depth);
        if self.random.one_in(3) {
            let kind = self.kind();
            let test = self.expression(kind, 1);
            self.line(&format!("elif {test}:"));
            self.block(depth);
        }
        if self.random.one_in(2) {
            self.line("else:");
            self.block(depth);
        }
    }

    fn for_loop(&mut self, depth: u32) {
        self.loops += 1;
        let (head, kind) = match self.random.below(6) {
            0 => (format!("range({})", self.random.below(5)), Kind::Int),
            1 => (
                format!(
                    "range({}, {}, {})",
                    self.index(),
                    self.index(),
                    self.random.pick(&["1", "2", "-1", "3"])
                ),
                Kind::Int,
            ),
            2 => (self.expression(Kind::List, 1), Kind::Int),
            3 => (self.expression(Kind::Text, 1), Kind::Text),
            4 => (
                format!("sorted({})", self.expression(Kind::Dict, 1)),
                Kind::Text,
            ),
            _ => (self.expression(Kind::Set, 1), Kind::Int),
        };
        let name = format!("i{}", self.loops);
        // A copy: the body may change what it goes over.
        self.line(&format!("for {name} in list({head})[:5]:"));
        self.variables.push((name, kind));
        let was = std::mem::replace(&mut self.in_loop, true);
        self.block(depth);
        self.leave_early();
        self.in_loop = was;
        self.variables.pop();
        if self.random.one_in(3) {
            self.line("else:");
            self.block(depth);
        }
    }

    fn while_loop(&mut self, depth: u32) {
        self.loops += 1;
        let name = format!("n{}", self.loops);
        let rounds = self.random.below(5);
        self.line(&format!("{name} = {rounds}"));
        self.line(&format!("while {name} > 0:"));
        self.line(&format!("    {name} -= 1"));
        let was = std::mem::replace(&mut self.in_loop, true);
        self.block(depth);
        self.leave_early();
        self.in_loop = was;
        if self.random.one_in(3) {
            self.line("else:");
            self.block(depth);
        }
    }

    fn leave_early(&mut self) {
        if self.random.one_in(3) {
            let test = self.expression(Kind::Bool, 1);
            let word = self.random.pick(&["break", "continue"]);
            self.line(&format!("    if {test}:\n    {word}"));
        }
    }

    fn attempt(&mut self, depth: u32) {
        self.line("try:");
        self.block(depth);
        if self.random.one_in(2) {
            let wrong = self.wrong();
            self.line(&format!("    print({wrong})"));
        }
        let caught = self.random.pick(&[
            "Exception",
            "(TypeError, ValueError)",
            "ArithmeticError",
            "LookupError",
        ]);
        self.line(&format!("except {caught} as error:"));
        self.line("    print(type(error).__name__, error)");
        if caught != "Exception" {
            self.line("except Exception as error:");
            self.line("    print('other', repr(error))");
        }
        if self.random.one_in(3) {
            self.line("else:");
            self.block(depth);
        }
        if self.random.one_in(3) {
            self.line("finally:");
            self.block(depth);
        }
    }

    fn class(&mut self) {
        let value = self.expression(Kind::Int, 1);
        let index = self.random.below(1000);
        let name = format!("C{index}");
        self.line(&format!("class {name}:"));
        self.line(&format!("    count = {value}\ndef __init__(self, x):\n    self.x = x\n    {name}.count += 1\ndef total(self, y=1):\n    return self.x + y * self.count\ndef __repr__(self):\n    return f'{name}({{self.x!r}})'"));
        let given = self.expression(Kind::Int, 1);
        self.line(&format!("o = {name}({given})"));
        self.line(&format!(
            "print(o, [o], o.total(), o.total(y=2), {name}.count, o.x)"
        ));
    }

    // --- expressions ------------------------------------------------------------------------------------------------

    fn variable(&mut self, kind: Kind) -> Option<String> {
        let fitting: Vec<&String> = self
            .variables
            .iter()
            .filter(|(_, other)| *other == kind)
            .map(|(name, _)| name)
            .collect();
        if fitting.is_empty() {
            return None;
        }
        let at = self.random.below(fitting.len() as u64) as usize;
        Some(fitting[at].clone())
    }

    fn index(&mut self) -> String {
        self.random
            .pick(&["0", "1", "2", "3", "-1", "-2", "5", "7"])
            .to_owned()
    }

    fn expression(&mut self, kind: Kind, depth: u32) -> String {
        if self.random.one_in(3)
            && let Some(name) = self.variable(kind)
        {
            return name;
        }
        if depth >= DEEPEST || self.random.one_in(4) {
            return self.literal(kind);
        }
        if self.random.one_in(12) {
            let (test, yes, no) = (
                self.expression(Kind::Bool, depth + 1),
                self.expression(kind, depth + 1),
                self.expression(kind, depth + 1),
            );
            return format!("({yes} if {test} else {no})");
        }
        match kind {
            Kind::Int => self.int(depth + 1),
            Kind::Float => self.float(depth + 1),
            Kind::Bool => self.bool(depth + 1),
            Kind::Text => self.string(depth + 1),
            Kind::List => self.list(depth + 1),
            Kind::Tuple => self.tuple(depth + 1),
            Kind::Dict => self.dict(depth + 1),
            Kind::Set => self.set(depth + 1),
        }
    }

    fn literal(&mut self, kind: Kind) -> String {
        match kind {
            Kind::Int => self
                .random
                .pick(&[
                    "0", "1", "2", "3", "7", "-1", "-5", "10", "100", "255", "2 ** 40", "10 ** 20",
                    "-2 ** 65", "True", "0x1f",
                ])
                .to_owned(),
            Kind::Float => self
                .random
                .pick(&[
                    "0.0",
                    "1.0",
                    "0.5",
                    "-2.5",
                    "3.14159",
                    "1e10",
                    "1e-7",
                    "-0.0",
                    "1e16",
                    "123456.789",
                    "2.675",
                    "1e22",
                    "0.1",
                ])
                .to_owned(),
            Kind::Bool => self.random.pick(&["True", "False"]).to_owned(),
            Kind::Text => self
                .random
                .pick(&[
                    "''",
                    "'a'",
                    "'abc'",
                    "'Hello World'",
                    "'é日'",
                    "\"it's\"",
                    "'a,b,,c'",
                    "'  x  '",
                    "'12'",
                    "'line\\n'",
                    "'tab\\t'",
                    "'zebra'",
                ])
                .to_owned(),
            Kind::List => self
                .random
                .pick(&[
                    "[]",
                    "[1]",
                    "[3, 1, 2]",
                    "[0, -1, 5, 5]",
                    "[10, 20, 30, 40]",
                ])
                .to_owned(),
            Kind::Tuple => self
                .random
                .pick(&["()", "(1,)", "(1, 2)", "(3, 1, 2)", "(0, 0, 7)"])
                .to_owned(),
            Kind::Dict => self
                .random
                .pick(&[
                    "{}",
                    "{'a': 1}",
                    "{'x': 1, 'y': 2}",
                    "{'b': -1, 'a': 5, 'c': 0}",
                ])
                .to_owned(),
            Kind::Set => self
                .random
                .pick(&[
                    "set()",
                    "{1}",
                    "{1, 2, 3}",
                    "{9, 5, 17, 33}",
                    "{-1, 0, 100}",
                    "{40, 8, 16, 24, 32}",
                    "{3, 2}",
                ])
                .to_owned(),
        }
    }

    fn int(&mut self, depth: u32) -> String {
        let (a, b) = (
            self.expression(Kind::Int, depth),
            self.expression(Kind::Int, depth),
        );
        match self.random.below(22) {
            0..=5 => format!("({a} {} {b})", self.random.pick(&["+", "-", "*"])),
            6 => format!("({a} // {})", self.divisor(&b)),
            7 => format!("({a} % {})", self.divisor(&b)),
            8 => format!("({a} {} {b})", self.random.pick(&["&", "|", "^"])),
            9 => format!("({a} {} ({b} & 15))", self.random.pick(&["<<", ">>"])),
            10 => format!("{}({a})", self.random.pick(&["abs", "int", "-", "+", "~"])),
            11 => format!("(({a}) % 50) ** (({b}) & 7)"),
            12 => format!("len({})", self.container(depth)),
            13 => format!("sum({})", self.expression(Kind::List, depth)),
            14 => format!("{}({a}, {b})", self.random.pick(&["min", "max"])),
            15 => format!("int({})", self.expression(Kind::Float, DEEPEST)),
            16 => format!("round({})", self.expression(Kind::Float, depth)),
            17 => format!(
                "{}.count({})",
                self.expression(Kind::Text, depth),
                self.expression(Kind::Text, DEEPEST)
            ),
            18 => format!(
                "{}.find({})",
                self.expression(Kind::Text, depth),
                self.expression(Kind::Text, DEEPEST)
            ),
            19 => format!(
                "sum(x * {} for x in {})",
                self.random.below(4),
                self.expression(Kind::List, depth)
            ),
            20 if self.functions > 0 => {
                let at = self.random.below(self.functions);
                let args = self.random.pick(&[
                    "1",
                    "2, 3",
                    "1, c=5",
                    "4, 5, 6",
                    "b=1, a=2",
                    "*[1, 2, 3], c=0",
                ]);
                format!("f{at}({args})")
            }
            _ => format!("(lambda x, y=2: x * y - {a})({b})"),
        }
    }

    /// Mostly not zero, so that programs go on.
    fn divisor(&mut self, value: &str) -> String {
        if self.random.one_in(8) {
            value.to_owned()
        } else {
            format!("(({value}) or 3)")
        }
    }

    fn float(&mut self, depth: u32) -> String {
        let (a, b) = (
            self.expression(Kind::Float, depth),
            self.expression(Kind::Float, depth),
        );
        match self.random.below(12) {
            0..=3 => format!("({a} {} {b})", self.random.pick(&["+", "-", "*"])),
            4 => format!("({a} / {})", self.divisor(&b)),
            5 => format!(
                "({a} {} {})",
                self.random.pick(&["//", "%"]),
                self.divisor(&b)
            ),
            6 => format!(
                "(({}) % 1000 / {})",
                self.expression(Kind::Int, depth),
                1 + self.random.below(9)
            ),
            7 => format!("round({a}, {})", self.random.below(5)),
            8 => format!("{}({a})", self.random.pick(&["abs", "-", "float"])),
            9 => format!("float({})", self.expression(Kind::Bool, depth)),
            10 => format!("({}) % 100000 * {b}", self.expression(Kind::Int, depth)),
            _ => format!("max({a}, {b})"),
        }
    }

    fn bool(&mut self, depth: u32) -> String {
        let kind = self.kind();
        let (a, b) = (self.expression(kind, depth), self.expression(kind, depth));
        match self.random.below(10) {
            0..=2 if kind != Kind::Dict => {
                format!("({a} {} {b})", self.random.pick(&["<", "<=", ">", ">="]))
            }
            0..=4 => format!("({a} {} {b})", self.random.pick(&["==", "!="])),
            5 => format!("(not {a})"),
            6 => {
                let (x, y) = (
                    self.expression(Kind::Bool, depth),
                    self.expression(Kind::Bool, depth),
                );
                format!("({x} {} {y})", self.random.pick(&["and", "or"]))
            }
            7 => format!(
                "({} in {})",
                self.expression(Kind::Int, depth),
                self.expression(Kind::List, depth)
            ),
            8 => format!("bool({a})"),
            _ => {
                let (low, middle, high) = (
                    self.expression(Kind::Int, depth),
                    self.expression(Kind::Int, depth),
                    self.expression(Kind::Int, depth),
                );
                format!("({low} < {middle} <= {high})")
            }
        }
    }

    fn string(&mut self, depth: u32) -> String {
        let (a, b) = (
            self.expression(Kind::Text, depth),
            self.expression(Kind::Text, depth),
        );
        match self.random.below(18) {
            0..=2 => format!("({a} + {b})"),
            3 => format!("({a} * {})", self.random.below(4)),
            4 => {
                let method = self.random.pick(&[
                    "upper",
                    "lower",
                    "strip",
                    "title",
                    "capitalize",
                    "swapcase",
                    "lstrip",
                ]);
                format!("{a}.{method}()")
            }
            5 => format!("{a}.replace({b}, {})", self.literal(Kind::Text)),
            6 => format!("{a}[{}:{}]", self.index(), self.index()),
            7 => format!("{a}[::{}]", self.random.pick(&["-1", "2", "-2"])),
            8 => format!("str({})", self.any(depth)),
            9 => format!("repr({})", self.any(depth)),
            10 => format!("{b}.join([{a}, {}])", self.literal(Kind::Text)),
            11 => format!(
                "{a}.{}({}, '*')",
                self.random.pick(&["center", "ljust", "rjust"]),
                self.random.below(12)
            ),
            12 => format!("{a}.zfill({})", self.random.below(8)),
            13 => format!(
                "{}({})",
                self.random.pick(&["hex", "bin"]),
                self.expression(Kind::Int, depth)
            ),
            14 => format!("''.join(sorted({a}))"),
            15 => format!(
                "str({a}.split({}))",
                self.random.pick(&["", "','", "'b'", "' '"])
            ),
            16 => format!(
                "str({a}.partition({}))",
                self.random.pick(&["','", "'l'", "' '"])
            ),
            _ => self.formatted(),
        }
    }

    fn any(&mut self, depth: u32) -> String {
        let kind = self.kind();
        self.expression(kind, depth)
    }

    fn container(&mut self, depth: u32) -> String {
        let kind = [Kind::List, Kind::Tuple, Kind::Dict, Kind::Set, Kind::Text]
            [self.random.below(5) as usize];
        self.expression(kind, depth)
    }

    fn list(&mut self, depth: u32) -> String {
        let a = self.expression(Kind::List, depth);
        match self.random.below(14) {
            0 | 1 => format!("({a} + {})", self.expression(Kind::List, depth)),
            2 => format!("({a} * {})", self.random.below(3)),
            3 => format!("{a}[{}:{}]", self.index(), self.index()),
            4 => format!("{a}[::{}]", self.random.pick(&["-1", "2", "3"])),
            5 => format!(
                "sorted({a}, reverse={})",
                self.random.pick(&["True", "False"])
            ),
            6 => format!(
                "[x {} {} for x in {a}]",
                self.random.pick(&["+", "*", "-"]),
                self.random.below(5)
            ),
            7 => format!("[x for x in {a} if x % 2 == {}]", self.random.below(2)),
            8 => format!(
                "list(range({}, {}, {}))",
                self.index(),
                self.index(),
                self.random.pick(&["1", "2", "-1"])
            ),
            9 => format!(
                "list(map(lambda x: x {} 2, {a}))",
                self.random.pick(&["+", "*", "//", "%"])
            ),
            10 => format!("list(filter(lambda x: x > {}, {a}))", self.random.below(4)),
            11 => format!(
                "[a * b for a, b in zip({a}, {})]",
                self.expression(Kind::List, depth)
            ),
            12 => format!("[i * x for i, x in enumerate({a})]"),
            _ => format!("list({})", self.expression(Kind::Set, depth)),
        }
    }

    fn tuple(&mut self, depth: u32) -> String {
        let a = self.expression(Kind::Tuple, depth);
        match self.random.below(6) {
            0 => format!("({a} + {})", self.expression(Kind::Tuple, depth)),
            1 => format!("({a} * {})", self.random.below(3)),
            2 => format!("{a}[{}:{}]", self.index(), self.index()),
            3 => format!("tuple({})", self.expression(Kind::List, depth)),
            4 => format!(
                "divmod({}, {})",
                self.expression(Kind::Int, depth),
                1 + self.random.below(7)
            ),
            _ => format!(
                "({}, {})",
                self.expression(Kind::Int, depth),
                self.expression(Kind::Int, depth)
            ),
        }
    }

    fn dict(&mut self, depth: u32) -> String {
        let a = self.expression(Kind::Dict, depth);
        match self.random.below(6) {
            0 => format!("({a} | {})", self.expression(Kind::Dict, depth)),
            1 => format!("{{**{a}, 'n': {}}}", self.expression(Kind::Int, depth)),
            2 => format!("{{k * 2: v + 1 for k, v in {a}.items()}}"),
            3 => format!(
                "dict(zip({}, {}))",
                self.expression(Kind::Text, depth),
                self.expression(Kind::List, depth)
            ),
            4 => format!("dict({a}, m={})", self.expression(Kind::Int, depth)),
            _ => format!(
                "dict.fromkeys({}, {})",
                self.expression(Kind::Text, depth),
                self.expression(Kind::Int, depth)
            ),
        }
    }

    fn set(&mut self, depth: u32) -> String {
        let a = self.expression(Kind::Set, depth);
        match self.random.below(7) {
            0..=3 => {
                format!(
                    "({a} {} {})",
                    self.random.pick(&["|", "&", "-", "^"]),
                    self.expression(Kind::Set, depth)
                )
            }
            4 => format!("set({})", self.expression(Kind::List, depth)),
            5 => format!(
                "{{x % {} for x in {}}}",
                2 + self.random.below(9),
                self.expression(Kind::List, depth)
            ),
            _ => {
                let method = self.random.pick(&[
                    "union",
                    "intersection",
                    "difference",
                    "symmetric_difference",
                ]);
                format!("{a}.{method}({})", self.expression(Kind::List, depth))
            }
        }
    }

    /// An f-string, `%` or `format` with a specification at random; half of the time one that fits.
    fn formatted(&mut self) -> String {
        let int = self.expression(Kind::Int, DEEPEST - 1);
        let float = self.expression(Kind::Float, DEEPEST - 1);
        let text = self.expression(Kind::Text, DEEPEST);
        let int_spec = self.spec(&["d", "x", "X", "b", "o", "e", "f", "g", "%", "n", ""]);
        let float_spec = self.spec(&["f", "e", "g", "%", "", "E", "G"]);
        let width = self.random.below(12);
        let align = self.random.pick(&["", "<", ">", "^", "*^", "0>"]);
        match self.random.below(8) {
            0 => format!("'{{:{int_spec}}}'.format({int})"),
            1 => format!("'{{:{float_spec}}}'.format({float})"),
            2 => format!("'{{:{align}{width}}}|{{!r:>{width}}}'.format({text}, {text})"),
            3 => format!(
                "'%{}{width}d|%-{width}s|%r' % ({int}, {text}, {text})",
                self.random.pick(&["", "0", "-", "+", " "])
            ),
            4 => format!(
                "'%{}.{}{}' % ({float})",
                width,
                self.random.below(6),
                self.random.pick(&["f", "e", "g"])
            ),
            5 => format!("f'{{{}:{float_spec}}}'", self.plain(Kind::Float)),
            6 => format!(
                "f'{{{}:{int_spec}}}|{{{}!r:{align}{width}}}'",
                self.plain(Kind::Int),
                self.plain(Kind::Text)
            ),
            _ => format!(
                "f'{{{}}} {{{}}} {{{}=}}'",
                self.plain(Kind::List),
                self.plain(Kind::Bool),
                self.plain(Kind::Int)
            ),
        }
    }

    /// A value that may stand in an f-string between single quotes.
    fn plain(&mut self, kind: Kind) -> String {
        if let Some(name) = self.variable(kind) {
            return name;
        }
        let value = match kind {
            Kind::Text => "\"it\"",
            Kind::Float => "12.5",
            Kind::List => "[1, 2]",
            Kind::Bool => "True",
            _ => "1234567",
        };
        value.to_owned()
    }

    fn spec(&mut self, kinds: &[&str]) -> String {
        let fill = self
            .random
            .pick(&["", "", "", "<", ">", "^", "=", "*>", "_^"]);
        let sign = self.random.pick(&["", "", "", "+", " ", "-"]);
        let alternate = self.random.pick(&["", "", "", "#"]);
        let zero = self.random.pick(&["", "", "0"]);
        let width = self.random.pick(&["", "", "5", "12", "20"]);
        let group = self.random.pick(&["", "", "", ",", "_"]);
        let precision = self.random.pick(&["", "", ".2", ".0", ".10"]);
        let kind = self.random.pick(kinds);
        format!("{fill}{sign}{alternate}{zero}{width}{group}{precision}{kind}")
    }

    /// An expression that raises, mostly.
    fn wrong(&mut self) -> String {
        let kinds = (self.kind(), self.kind());
        let (x, y) = (self.expression(kinds.0, 2), self.expression(kinds.1, 2));
        match self.random.below(12) {
            0..=4 => format!(
                "{x} {} {y}",
                self.random
                    .pick(&["+", "-", "*", "/", "//", "%", "<", "&", "|", "<<", "@"])
            ),
            5 => format!("({x})[{y}]"),
            6 => format!("int({x}), float({y})"),
            7 => format!("len({x}), sorted({y})"),
            8 => format!("{x} in {y}"),
            9 => format!("-({x}), ~({y})"),
            10 => format!("max({x}), sum({y})"),
            _ => format!("'%d %s' % ({x}, {y}), '%x' % ({y})"),
        }
    }
}
