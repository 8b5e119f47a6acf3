//! Which constructs of the language a program uses, by its syntax tree; and those that are refused, by a sample.

use std::collections::BTreeSet;

use forklore::python::syntax::{
    ComprehensionKind, Expr, ExprKind, FStringPart, Module, Params, Stmt, StmtKind,
};
use forklore::python::walk;

/// Constructs that run, in the order of the page.
pub const SUPPORTED: [&str; 72] = [
    "import",
    "import ... as",
    "from ... import",
    "def",
    "default values",
    "*args",
    "**kwargs",
    "keyword-only parameters",
    "positional-only parameters",
    "return",
    "yield",
    "yield from",
    "global",
    "nonlocal",
    "@property",
    "@name.setter",
    "@staticmethod",
    "@classmethod",
    "class",
    "class with a base",
    "x = value",
    "x = y = value",
    "a, b = value",
    "a, *b = value",
    "x.y = value",
    "x[i] = value",
    "x[a:b] = value",
    "x += value",
    "x: type = value",
    "del",
    "if",
    "for",
    "for ... else",
    "while",
    "while ... else",
    "break",
    "continue",
    "pass",
    "with",
    "with several items",
    "try ... except",
    "except (A, B) as name",
    "try ... else",
    "try ... finally",
    "raise",
    "raise ... from",
    "assert",
    "int",
    "float",
    "str",
    "bytes",
    "True, False, None",
    "...",
    "list",
    "tuple",
    "dict",
    "set",
    "list comprehension",
    "dict comprehension",
    "set comprehension",
    "generator expression",
    "x[a:b:c]",
    "arithmetic",
    "bit operators",
    "comparison chain",
    "and, or, not",
    "in, is",
    "a if b else c",
    "x := value",
    "lambda",
    "f-string",
    "f(*a, **k)",
];

/// Constructs that are refused: the name and a program with one.
pub const REFUSED: [(&str, &str); 13] = [
    ("match", "match x:\n    case 1:\n        pass\n"),
    ("async def", "async def f():\n    pass\n"),
    ("await", "async def f():\n    await x\n"),
    ("except*", "try:\n    pass\nexcept* ValueError:\n    pass\n"),
    (
        "class A(B, C)",
        "class B:\n    pass\nclass C:\n    pass\nclass A(B, C):\n    pass\n",
    ),
    (
        "class A(metaclass=M)",
        "class A(metaclass=type):\n    pass\n",
    ),
    (
        "@decorator",
        "def d(f):\n    return f\n@d\ndef g():\n    pass\n",
    ),
    (
        "class decorator",
        "def d(c):\n    return c\n@d\nclass A:\n    pass\n",
    ),
    ("1j", "x = 1j\n"),
    ("from m import *", "from time import *\n"),
    ("from . import m", "from . import m\n"),
    (
        "def __add__",
        "class A:\n    def __add__(self, other):\n        return 1\n",
    ),
    ("type X = int", "type X = int\n"),
];

/// The constructs of a program.
pub fn of(module: &Module) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    block(&module.body, &mut found);
    found
}

fn block(body: &[Stmt], found: &mut BTreeSet<&'static str>) {
    for statement in body {
        found.extend(statement_names(statement));
        walk::expressions(statement, &mut |it| expression(it, found));
        walk::targets(statement, &mut |target| {
            if let ExprKind::Attribute { .. } = target.kind {
                found.insert("x.y = value");
            }
            if let ExprKind::Subscript { index, .. } = &target.kind {
                let is_slice = matches!(index.kind, ExprKind::Slice { .. });
                found.insert(if is_slice {
                    "x[a:b] = value"
                } else {
                    "x[i] = value"
                });
            }
        });
        match &statement.kind {
            StmtKind::FunctionDef(function) => {
                parameters(&function.params, found);
                for decorator in &function.decorators {
                    found.insert(match &decorator.kind {
                        ExprKind::Name(name) if name == "property" => "@property",
                        ExprKind::Name(name) if name == "staticmethod" => "@staticmethod",
                        ExprKind::Name(name) if name == "classmethod" => "@classmethod",
                        _ => "@name.setter",
                    });
                }
                block(&function.body, found);
            }
            StmtKind::ClassDef(class) => {
                if class.base.is_some() {
                    found.insert("class with a base");
                }
                block(&class.body, found);
            }
            _ => {}
        }
        for inner in walk::blocks(statement) {
            block(inner, found);
        }
    }
}

fn statement_names(statement: &Stmt) -> Vec<&'static str> {
    match &statement.kind {
        StmtKind::Import(modules) => {
            let has_as = modules
                .iter()
                .any(|(path, name)| name.as_ref().is_some_and(|name| name != path));
            if has_as {
                vec!["import", "import ... as"]
            } else {
                vec!["import"]
            }
        }
        StmtKind::ImportFrom { .. } => vec!["from ... import"],
        StmtKind::FunctionDef(_) => vec!["def"],
        StmtKind::ClassDef(_) => vec!["class"],
        StmtKind::Return(_) => vec!["return"],
        StmtKind::Delete(_) => vec!["del"],
        StmtKind::Assign { targets, .. } => {
            let mut names = vec![if targets.len() > 1 {
                "x = y = value"
            } else {
                "x = value"
            }];
            for target in targets {
                if let ExprKind::Tuple(parts) | ExprKind::List(parts) = &target.kind {
                    let has_star = parts
                        .iter()
                        .any(|part| matches!(part.kind, ExprKind::Starred(_)));
                    names.push(if has_star {
                        "a, *b = value"
                    } else {
                        "a, b = value"
                    });
                }
            }
            names
        }
        StmtKind::AugAssign { .. } => vec!["x += value"],
        StmtKind::AnnAssign { .. } => vec!["x: type = value"],
        StmtKind::For { orelse, .. } => with_else("for", "for ... else", orelse),
        StmtKind::While { orelse, .. } => with_else("while", "while ... else", orelse),
        StmtKind::If { .. } => vec!["if"],
        StmtKind::With { items, .. } if items.len() > 1 => vec!["with", "with several items"],
        StmtKind::With { .. } => vec!["with"],
        StmtKind::Raise { cause: Some(_), .. } => vec!["raise", "raise ... from"],
        StmtKind::Raise { .. } => vec!["raise"],
        StmtKind::Try {
            handlers,
            orelse,
            finalbody,
            ..
        } => {
            let mut names = Vec::new();
            if !handlers.is_empty() {
                names.push("try ... except");
            }
            let is_tuple = |class: &Expr| matches!(class.kind, ExprKind::Tuple(_));
            let has_tuple = handlers
                .iter()
                .any(|it| it.name.is_some() && it.type_.as_ref().is_some_and(is_tuple));
            if has_tuple {
                names.push("except (A, B) as name");
            }
            if !orelse.is_empty() {
                names.push("try ... else");
            }
            if !finalbody.is_empty() {
                names.push("try ... finally");
            }
            names
        }
        StmtKind::Assert { .. } => vec!["assert"],
        StmtKind::Global(_) => vec!["global"],
        StmtKind::Nonlocal(_) => vec!["nonlocal"],
        StmtKind::Pass => vec!["pass"],
        StmtKind::Break => vec!["break"],
        StmtKind::Continue => vec!["continue"],
        StmtKind::Expr(_) => Vec::new(),
    }
}

fn with_else(plain: &'static str, both: &'static str, orelse: &[Stmt]) -> Vec<&'static str> {
    if orelse.is_empty() {
        vec![plain]
    } else {
        vec![plain, both]
    }
}

fn parameters(params: &Params, found: &mut BTreeSet<&'static str>) {
    if walk::defaults(params).next().is_some() {
        found.insert("default values");
    }
    if params.star.is_some() {
        found.insert("*args");
    }
    if params.double_star.is_some() {
        found.insert("**kwargs");
    }
    if !params.keyword_only.is_empty() {
        found.insert("keyword-only parameters");
    }
    if params.n_positional_only > 0 {
        found.insert("positional-only parameters");
    }
}

fn expression(it: &Expr, found: &mut BTreeSet<&'static str>) {
    use forklore::python::syntax::{BinaryOp, CompareOp, UnaryOp};
    let name = match &it.kind {
        ExprKind::None | ExprKind::Bool(_) => Some("True, False, None"),
        ExprKind::Int(_) => Some("int"),
        ExprKind::Float(_) => Some("float"),
        ExprKind::Str(_) => Some("str"),
        ExprKind::Bytes(_) => Some("bytes"),
        ExprKind::Ellipsis => Some("..."),
        ExprKind::FString(_) => Some("f-string"),
        ExprKind::Slice { .. } => Some("x[a:b:c]"),
        ExprKind::Call { args, keywords, .. } => {
            let spreads = args
                .iter()
                .any(|arg| matches!(arg.kind, ExprKind::Starred(_)))
                || keywords.iter().any(|(name, _)| name.is_none());
            spreads.then_some("f(*a, **k)")
        }
        ExprKind::Binary { op, .. } => Some(match op {
            BinaryOp::BitAnd
            | BinaryOp::BitOr
            | BinaryOp::BitXor
            | BinaryOp::LShift
            | BinaryOp::RShift => "bit operators",
            _ => "arithmetic",
        }),
        ExprKind::Unary {
            op: UnaryOp::Not, ..
        }
        | ExprKind::BoolOp { .. } => Some("and, or, not"),
        ExprKind::Unary { .. } => Some("arithmetic"),
        ExprKind::Compare { links, .. } => {
            let is_word = links.iter().any(|(op, _)| {
                matches!(
                    op,
                    CompareOp::In | CompareOp::NotIn | CompareOp::Is | CompareOp::IsNot
                )
            });
            Some(if is_word {
                "in, is"
            } else {
                "comparison chain"
            })
        }
        ExprKind::IfExp { .. } => Some("a if b else c"),
        ExprKind::Named { .. } => Some("x := value"),
        ExprKind::Lambda { params, .. } => {
            parameters(params, found);
            Some("lambda")
        }
        ExprKind::List(_) => Some("list"),
        ExprKind::Tuple(_) => Some("tuple"),
        ExprKind::Set(_) => Some("set"),
        ExprKind::Dict(_) => Some("dict"),
        ExprKind::Comprehension(node) => Some(match node.kind {
            ComprehensionKind::List(_) => "list comprehension",
            ComprehensionKind::Set(_) => "set comprehension",
            ComprehensionKind::Dict(..) => "dict comprehension",
            ComprehensionKind::Generator(_) => "generator expression",
        }),
        ExprKind::Yield(_) => Some("yield"),
        ExprKind::YieldFrom(_) => Some("yield from"),
        ExprKind::Name(_)
        | ExprKind::Attribute { .. }
        | ExprKind::Subscript { .. }
        | ExprKind::Starred(_) => None,
    };
    found.extend(name);
    if let ExprKind::FString(parts) = &it.kind {
        debug_assert!(
            parts
                .iter()
                .all(|part| matches!(part, FStringPart::Text(_) | FStringPart::Value { .. }))
        );
    }
    walk::parts(it, &mut |part| expression(part, found));
}
