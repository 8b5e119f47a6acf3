//! Each construct of the language, lowered; written back in a short form that shows every field.

use super::*;

#[track_caller]
fn body(source: &str) -> Vec<Stmt> {
    match parse(source) {
        Ok(module) => module.body,
        Err(problems) => panic!("{source:?} is refused: {problems:#?}"),
    }
}

#[track_caller]
fn kind(source: &str) -> StmtKind {
    let mut body = body(source);
    assert_eq!(body.len(), 1, "{source:?} is one statement");
    body.remove(0).kind
}

#[track_caller]
fn expression(source: &str) -> ExprKind {
    match kind(source) {
        StmtKind::Expr(expression) => expression.kind,
        other => panic!("{source:?} is {other:?}"),
    }
}

/// Short form of an expression: operators as words, brackets around every part.
fn show(expression: &Expr) -> String {
    let all = |list: &[Expr]| list.iter().map(show).collect::<Vec<_>>().join(" ");
    let maybe = |part: &Option<Box<Expr>>| part.as_deref().map_or("_".to_owned(), show);
    match &expression.kind {
        ExprKind::None => "None".into(),
        ExprKind::Bool(value) => format!("{value}"),
        ExprKind::Int(value) => format!("{value}"),
        ExprKind::Float(value) => format!("{value:?}"),
        ExprKind::Str(text) => format!("{text:?}"),
        ExprKind::Bytes(bytes) => format!("b{bytes:?}"),
        ExprKind::Ellipsis => "...".into(),
        ExprKind::Name(name) => name.clone(),
        ExprKind::FString(parts) => format!("f({})", show_parts(parts)),
        ExprKind::Attribute { value, attr } => format!("{}.{attr}", show(value)),
        ExprKind::Subscript { value, index } => format!("{}[{}]", show(value), show(index)),
        ExprKind::Slice { lower, upper, step } => {
            format!("{}:{}:{}", maybe(lower), maybe(upper), maybe(step))
        }
        ExprKind::Call {
            func,
            args,
            keywords,
        } => {
            let keywords = keywords.iter().map(|(name, value)| {
                format!(" {}={}", name.as_deref().unwrap_or("**"), show(value))
            });
            format!(
                "{}({}{})",
                show(func),
                all(args),
                keywords.collect::<String>()
            )
        }
        ExprKind::Binary { left, op, right } => format!("({op:?} {} {})", show(left), show(right)),
        ExprKind::Unary { op, operand } => format!("({op:?} {})", show(operand)),
        ExprKind::BoolOp { is_and, values } => {
            format!("({} {})", if *is_and { "and" } else { "or" }, all(values))
        }
        ExprKind::Compare { left, links } => {
            let links = links
                .iter()
                .map(|(op, operand)| format!(" {op:?} {}", show(operand)));
            format!("({}{})", show(left), links.collect::<String>())
        }
        ExprKind::IfExp { test, body, orelse } => {
            format!("(if {} {} {})", show(test), show(body), show(orelse))
        }
        ExprKind::Named { target, value } => format!("({target} := {})", show(value)),
        ExprKind::Lambda { params, body } => {
            format!("(lambda {}: {})", show_params(params), show(body))
        }
        ExprKind::List(list) => format!("[{}]", all(list)),
        ExprKind::Tuple(list) => format!("({})", all(list)),
        ExprKind::Set(list) => format!("{{{}}}", all(list)),
        ExprKind::Dict(items) => {
            let items = items.iter().map(|(key, value)| {
                format!(
                    "{}:{}",
                    key.as_ref().map_or("**".to_owned(), show),
                    show(value)
                )
            });
            format!("{{{}}}", items.collect::<Vec<_>>().join(" "))
        }
        ExprKind::Starred(value) => format!("*{}", show(value)),
        ExprKind::Comprehension(node) => {
            let head = match &node.kind {
                ComprehensionKind::List(element) => format!("list {}", show(element)),
                ComprehensionKind::Set(element) => format!("set {}", show(element)),
                ComprehensionKind::Dict(key, value) => {
                    format!("dict {}:{}", show(key), show(value))
                }
                ComprehensionKind::Generator(element) => format!("gen {}", show(element)),
            };
            let tail = node.generators.iter().map(|part| {
                let ifs = part.ifs.iter().map(|test| format!(" if {}", show(test)));
                format!(
                    " for {} in {}{}",
                    show(&part.target),
                    show(&part.iter),
                    ifs.collect::<String>()
                )
            });
            format!("<{head}{}>", tail.collect::<String>())
        }
        ExprKind::Yield(value) => format!("(yield {})", maybe(value)),
        ExprKind::YieldFrom(value) => format!("(yield from {})", show(value)),
    }
}

fn show_parts(parts: &[FStringPart]) -> String {
    let show_part = |part: &FStringPart| match part {
        FStringPart::Text(text) => format!("{text:?}"),
        FStringPart::Value {
            expr,
            conversion,
            spec,
        } => {
            let conversion = conversion.map_or(String::new(), |letter| format!("!{letter}"));
            let spec = if spec.is_empty() {
                String::new()
            } else {
                format!(":{}", show_parts(spec))
            };
            format!("<{}{conversion}{spec}>", show(expr))
        }
    };
    parts.iter().map(show_part).collect::<Vec<_>>().join(" ")
}

fn show_params(params: &Params) -> String {
    let one = |(name, default): &(String, Option<Expr>)| match default {
        None => name.clone(),
        Some(default) => format!("{name}={}", show(default)),
    };
    let mut words: Vec<String> = params.positional.iter().map(one).collect();
    if params.n_positional_only > 0 {
        words.insert(params.n_positional_only, "/".into());
    }
    words.extend(params.star.iter().map(|name| format!("*{name}")));
    words.extend(
        params
            .keyword_only
            .iter()
            .map(|param| format!("key:{}", one(param))),
    );
    words.extend(params.double_star.iter().map(|name| format!("**{name}")));
    words.join(" ")
}

#[track_caller]
fn is(source: &str, expected: &str) {
    let kind = expression(source);
    assert_eq!(
        show(&Expr {
            span: Span::default(),
            kind
        }),
        expected,
        "{source}"
    );
}

#[test]
fn literals_become_values() {
    is("0xFF_FF", "65535");
    is(
        "123456789012345678901234567890",
        "123456789012345678901234567890",
    );
    is("0b101 + 0o17", "(Add 5 15)");
    is("1e3", "1000.0");
    is("'a' \"\\n\" r'\\d'", "\"a\\n\\\\d\"");
    is("b'\\x00' b'a'", "b[0, 97]");
    is("(None, True, False, ...)", "(None true false ...)");
}

#[test]
fn f_strings_become_parts() {
    is("f'{x}'", "f(<x>)");
    is(
        "f'a{{{x!r:>{w}.2f}}}b' 'c'",
        "f(\"a{\" <x!r:\">\" <w> \".2f\"> \"}bc\")",
    );
    is("f'{x = }'", "f(\"x = \" <x!r>)");
    is("f'{x=:3}'", "f(\"x=\" <x:\"3\">)");
    is("f'{x=!s}'", "f(\"x=\" <x!s>)");
    is(
        "f\"{d['k']} {f(1, a=f'{y}')}\"",
        "f(<d[\"k\"]> \" \" <f(1 a=f(<y>))>)",
    );
    is("rf'\\d{x}'", "f(\"\\\\d\" <x>)");
    is("f''", "f()");
}

#[test]
fn operators_keep_their_order() {
    is(
        "-a ** b // c @ d",
        "(MatMul (FloorDiv (Neg (Pow a b)) c) d)",
    );
    is(
        "a < b <= c is not d not in e",
        "(a Lt b LtE c IsNot d NotIn e)",
    );
    is("not a and b or c", "(or (and (Not a) b) c)");
    is("a if b else ~c", "(if b a (Invert c))");
    is("(n := 10)", "(n := 10)");
    is(
        "a << b >> c & d | e ^ f % g",
        "(BitOr (BitAnd (RShift (LShift a b) c) d) (BitXor e (Mod f g)))",
    );
}

#[test]
fn displays_calls_and_subscripts_keep_their_parts() {
    is("[1, *a]", "[1 *a]");
    is("{1, *a}", "{1 *a}");
    is("{1: 2, **a}", "{1:2 **:a}");
    is("()", "()");
    is("f(a, *b, c=1, **d)", "f(a *b c=1 **=d)");
    is(
        "p.join.name[1:2][::3][a, b]",
        "p.join.name[1:2:_][_:_:3][(a b)]",
    );
    is(
        "lambda a, /, b=1, *c, d, e=2, **f: a",
        "(lambda a / b=1 *c key:d key:e=2 **f: a)",
    );
    is("lambda: 0", "(lambda : 0)");
}

#[test]
fn comprehensions_keep_their_parts() {
    is(
        "[x for x in a if x if y for z in x]",
        "<list x for x in a if x if y for z in x>",
    );
    is("{x for x, y in a}", "<set x for (x y) in a>");
    is("{x: y for x in a}", "<dict x:y for x in a>");
    is("sum(x for x in a)", "sum(<gen x for x in a>)");
}

#[test]
fn simple_statements_are_lowered() {
    let StmtKind::Assign { targets, value } = kind("p.daemon = c[0] = a, *b = d") else {
        panic!("an assignment");
    };
    let targets: Vec<String> = targets.iter().map(show).collect();
    assert_eq!(
        (targets.join(" "), show(&value)),
        ("p.daemon c[0] (a *b)".into(), "d".into())
    );
    assert!(matches!(
        kind("a **= 2"),
        StmtKind::AugAssign {
            op: BinaryOp::Pow,
            ..
        }
    ));
    assert!(matches!(
        kind("a: int = 2"),
        StmtKind::AnnAssign { value: Some(_), .. }
    ));
    assert!(matches!(
        kind("a: 'whatever'"),
        StmtKind::AnnAssign { value: None, .. }
    ));
    assert!(matches!(kind("del a, b[0]"), StmtKind::Delete(targets) if targets.len() == 2));
    assert!(matches!(
        kind("assert a, 'b'"),
        StmtKind::Assert { msg: Some(_), .. }
    ));
    assert!(matches!(
        kind("raise A from b"),
        StmtKind::Raise {
            exc: Some(_),
            cause: Some(_)
        }
    ));
    assert!(matches!(kind("pass"), StmtKind::Pass));
    assert_eq!(
        kind("import os, multiprocessing as mp, urllib.request"),
        StmtKind::Import(vec![
            ("os".into(), None),
            ("multiprocessing".into(), Some("mp".into())),
            ("urllib.request".into(), None),
        ])
    );
    let StmtKind::ImportFrom { module, names } = kind("from urllib.error import URLError as E")
    else {
        panic!("an import");
    };
    assert_eq!(
        (module.as_str(), names[0].0.as_str(), names[0].1.as_deref()),
        ("urllib.error", "URLError", Some("E"))
    );
    assert_eq!((names[0].2.start, names[0].2.end), (25, 38));
}

#[test]
fn compound_statements_are_lowered() {
    assert!(
        matches!(kind("while 1:\n  break\nelse:\n  pass"), StmtKind::While { orelse, .. } if orelse.len() == 1)
    );
    assert!(
        matches!(kind("for a, b in c:\n  continue"), StmtKind::For { orelse, .. } if orelse.is_empty())
    );
    assert!(
        matches!(kind("with a as b, c:\n  pass"), StmtKind::With { items, .. } if items.len() == 2)
    );
    let StmtKind::Try {
        handlers,
        orelse,
        finalbody,
        ..
    } = kind(
        "try:\n  pass\nexcept (A, B) as e:\n  pass\nexcept:\n  pass\nelse:\n  pass\nfinally:\n  pass",
    )
    else {
        panic!("a try");
    };
    assert_eq!((handlers.len(), orelse.len(), finalbody.len()), (2, 1, 1));
    assert_eq!(
        (handlers[0].span.line, handlers[0].name.as_deref()),
        (3, Some("e"))
    );
}

#[test]
fn elif_is_an_if_inside_else() {
    let StmtKind::If { orelse, .. } = kind("if a:\n  pass\nelif b:\n  pass\nelse:\n  f()\n  g()")
    else {
        panic!("an if");
    };
    assert_eq!((orelse.len(), orelse[0].span.line), (1, 3));
    assert!(matches!(&orelse[0].kind, StmtKind::If { orelse, .. } if orelse.len() == 2));
}

#[test]
fn functions_and_classes_are_lowered() {
    let source = "class A(Process):\n  n = 0\n  @property\n  def x(self): return 1\n  @x.setter\n  def x(self, v):\n    global g\n    yield v\n";
    let StmtKind::ClassDef(class) = kind(source) else {
        panic!("a class");
    };
    assert_eq!(class.base.as_ref().map(show).as_deref(), Some("Process"));
    let StmtKind::FunctionDef(getter) = &class.body[1].kind else {
        panic!("a method");
    };
    assert_eq!(
        (getter.name.as_str(), show(&getter.decorators[0])),
        ("x", "property".into())
    );
    assert_eq!(
        class.body[1].span.line, 4,
        "a decorated method stands at its def"
    );
    assert_eq!(&source[class.body[1].span.start as usize..][..3], "def");
    let StmtKind::FunctionDef(setter) = &class.body[2].kind else {
        panic!("a method");
    };
    assert_eq!(show(&setter.decorators[0]), "x.setter");
    assert!(
        matches!(kind("class A(object): pass"), StmtKind::ClassDef(class) if class.base.is_none())
    );
}

#[test]
fn spans_are_bytes_and_lines_count_from_one() {
    let body = body("s = '信号'\n\nprint(s)\r\ns\rs");
    let places: Vec<(u32, u32, u32)> = body
        .iter()
        .map(|s| (s.span.start, s.span.end, s.span.line))
        .collect();
    assert_eq!(places, [(0, 12, 1), (14, 22, 3), (24, 25, 4), (26, 27, 5)]);
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_program() {
    assert!(matches!(kind("\u{feff}pass"), StmtKind::Pass));
}
