//! The syntax tree of a program inside the subset: our own, so that parser types stay in one file.
//!
//! Every node that can fail at run time carries its [`Span`]; names are still text (the compiler resolves them).

use num_bigint::BigInt;

/// Where a node stands in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Span {
    /// Byte offset of the first character.
    pub start: u32,
    /// Byte offset behind the last character.
    pub end: u32,
    /// Line of the first character, from 1.
    pub line: u32,
}

/// A whole program.
#[derive(Clone, Debug, PartialEq)]
pub struct Module {
    /// Statements in order.
    pub body: Vec<Stmt>,
}

/// A statement and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Stmt {
    /// Place of the statement (of a compound one: from its first line on).
    pub span: Span,
    /// What it is.
    pub kind: StmtKind,
}

/// What a statement is.
#[derive(Clone, Debug, PartialEq)]
pub enum StmtKind {
    /// `import a.b as c`: dotted path and the `as` name.
    Import(Vec<(String, Option<String>)>),
    /// `from a.b import c as d`.
    ImportFrom {
        /// Dotted path.
        module: String,
        /// Name and `as` name, each with its place.
        names: Vec<(String, Option<String>, Span)>,
    },
    /// `def`
    FunctionDef(Box<FunctionDef>),
    /// `class`
    ClassDef(Box<ClassDef>),
    /// `return value`
    Return(Option<Expr>),
    /// `del a, b[c]`
    Delete(Vec<Expr>),
    /// `a = b = value`: targets left to right.
    Assign {
        /// Targets, left to right.
        targets: Vec<Expr>,
        /// The value.
        value: Expr,
    },
    /// `a += value`
    AugAssign {
        /// Name, attribute, item or slice.
        target: Expr,
        /// The operator without `=`.
        op: BinaryOp,
        /// Right side.
        value: Expr,
    },
    /// `a: int = value`; the annotation of a plain name is not evaluated by us.
    AnnAssign {
        /// What is annotated.
        target: Expr,
        /// The value, if one is given.
        value: Option<Expr>,
    },
    /// `for target in iter: ... else: ...`
    For {
        /// Target of each round.
        target: Expr,
        /// What is iterated.
        iter: Expr,
        /// Body.
        body: Vec<Stmt>,
        /// `else` part.
        orelse: Vec<Stmt>,
    },
    /// `while test: ... else: ...`
    While {
        /// Condition.
        test: Expr,
        /// Body.
        body: Vec<Stmt>,
        /// `else` part.
        orelse: Vec<Stmt>,
    },
    /// `if test: ... else: ...` (`elif` is a nested `If` in `orelse`).
    If {
        /// Condition.
        test: Expr,
        /// Body.
        body: Vec<Stmt>,
        /// `else` part.
        orelse: Vec<Stmt>,
    },
    /// `with a as b, c: ...`
    With {
        /// Context expression and target.
        items: Vec<(Expr, Option<Expr>)>,
        /// Body.
        body: Vec<Stmt>,
    },
    /// `raise exc from cause`
    Raise {
        /// The exception; none raises the current one again.
        exc: Option<Expr>,
        /// `from` part.
        cause: Option<Expr>,
    },
    /// `try`
    Try {
        /// Body.
        body: Vec<Stmt>,
        /// `except` parts in order.
        handlers: Vec<Handler>,
        /// `else` part.
        orelse: Vec<Stmt>,
        /// `finally` part.
        finalbody: Vec<Stmt>,
    },
    /// `assert test, msg`
    Assert {
        /// Condition.
        test: Expr,
        /// Message.
        msg: Option<Expr>,
    },
    /// `global a, b`
    Global(Vec<String>),
    /// `nonlocal a, b`
    Nonlocal(Vec<String>),
    /// An expression by itself.
    Expr(Expr),
    /// `pass`
    Pass,
    /// `break`
    Break,
    /// `continue`
    Continue,
}

/// One `except` part.
#[derive(Clone, Debug, PartialEq)]
pub struct Handler {
    /// Place of `except`.
    pub span: Span,
    /// Class or tuple of classes; none catches everything.
    pub type_: Option<Expr>,
    /// `as` name.
    pub name: Option<String>,
    /// Body.
    pub body: Vec<Stmt>,
}

/// A function definition.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionDef {
    /// Its name.
    pub name: String,
    /// Decorators, top to bottom.
    pub decorators: Vec<Expr>,
    /// Parameters.
    pub params: Params,
    /// Body.
    pub body: Vec<Stmt>,
}

/// Parameters of a function or lambda.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Params {
    /// Positional-only and plain parameters, with defaults.
    pub positional: Vec<(String, Option<Expr>)>,
    /// How many of `positional` stand before `/`.
    pub n_positional_only: usize,
    /// `*args`
    pub star: Option<String>,
    /// Keyword-only parameters, with defaults.
    pub keyword_only: Vec<(String, Option<Expr>)>,
    /// `**kwargs`
    pub double_star: Option<String>,
}

/// A class definition.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassDef {
    /// Its name.
    pub name: String,
    /// Decorators, top to bottom (refused for now by `parse`).
    pub decorators: Vec<Expr>,
    /// At most one base.
    pub base: Option<Expr>,
    /// Body.
    pub body: Vec<Stmt>,
}

/// An expression and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Its place.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `None`
    None,
    /// `True`, `False`
    Bool(bool),
    /// An integer of any size.
    Int(BigInt),
    /// A float.
    Float(f64),
    /// A str.
    Str(String),
    /// A bytes.
    Bytes(Vec<u8>),
    /// `...`
    Ellipsis,
    /// A name.
    Name(String),
    /// An f-string: its parts in order.
    FString(Vec<FStringPart>),
    /// `value.attr`
    Attribute {
        /// The object.
        value: Box<Expr>,
        /// The attribute's name.
        attr: String,
    },
    /// `value[index]`; a slice is `ExprKind::Slice` in `index`.
    Subscript {
        /// The object.
        value: Box<Expr>,
        /// Index, key or slice.
        index: Box<Expr>,
    },
    /// `lower:upper:step`, only inside a subscript.
    Slice {
        /// From.
        lower: Option<Box<Expr>>,
        /// To, exclusive.
        upper: Option<Box<Expr>>,
        /// Step.
        step: Option<Box<Expr>>,
    },
    /// A call.
    Call {
        /// What is called.
        func: Box<Expr>,
        /// Positional arguments; `Starred` spreads.
        args: Vec<Expr>,
        /// Keyword arguments; a missing name is `**value`.
        keywords: Vec<(Option<String>, Expr)>,
    },
    /// `left op right`
    Binary {
        /// Left side.
        left: Box<Expr>,
        /// Operator.
        op: BinaryOp,
        /// Right side.
        right: Box<Expr>,
    },
    /// `op operand`
    Unary {
        /// Operator.
        op: UnaryOp,
        /// Operand.
        operand: Box<Expr>,
    },
    /// `a and b and c` / `a or b or c`
    BoolOp {
        /// `true` for `and`.
        is_and: bool,
        /// Two or more.
        values: Vec<Expr>,
    },
    /// `left < a <= b`
    Compare {
        /// First operand.
        left: Box<Expr>,
        /// Operator and operand of each link.
        links: Vec<(CompareOp, Expr)>,
    },
    /// `body if test else orelse`
    IfExp {
        /// Condition.
        test: Box<Expr>,
        /// Value if true.
        body: Box<Expr>,
        /// Value if false.
        orelse: Box<Expr>,
    },
    /// `target := value`
    Named {
        /// Name.
        target: String,
        /// Value.
        value: Box<Expr>,
    },
    /// `lambda params: body`
    Lambda {
        /// Parameters.
        params: Box<Params>,
        /// Body.
        body: Box<Expr>,
    },
    /// `[a, *b]`, also as target.
    List(Vec<Expr>),
    /// `(a, *b)`, also as target.
    Tuple(Vec<Expr>),
    /// `{a, *b}`
    Set(Vec<Expr>),
    /// `{k: v, **d}`: a missing key spreads.
    Dict(Vec<(Option<Expr>, Expr)>),
    /// `*value` in a call, display or target.
    Starred(Box<Expr>),
    /// A comprehension or generator expression.
    Comprehension(Box<Comprehension>),
    /// `yield value`
    Yield(Option<Box<Expr>>),
    /// `yield from value`
    YieldFrom(Box<Expr>),
}

/// A comprehension or generator expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Comprehension {
    /// What it builds.
    pub kind: ComprehensionKind,
    /// `for` parts, outermost first.
    pub generators: Vec<Generator>,
}

/// What a comprehension builds, with its element.
#[derive(Clone, Debug, PartialEq)]
pub enum ComprehensionKind {
    /// `[e for ...]`
    List(Expr),
    /// `{e for ...}`
    Set(Expr),
    /// `{k: v for ...}`
    Dict(Expr, Expr),
    /// `(e for ...)`
    Generator(Expr),
}

/// One `for target in iter if ...` of a comprehension.
#[derive(Clone, Debug, PartialEq)]
pub struct Generator {
    /// Target of each round.
    pub target: Expr,
    /// What is iterated.
    pub iter: Expr,
    /// Conditions.
    pub ifs: Vec<Expr>,
}

/// A part of an f-string.
#[derive(Clone, Debug, PartialEq)]
pub enum FStringPart {
    /// Text as it stands.
    Text(String),
    /// `{expr!r:spec}`; the `=` form is already spelled out as text before it.
    Value {
        /// The expression.
        expr: Expr,
        /// `s`, `r`, `a` or none.
        conversion: Option<char>,
        /// Format specification, itself with parts.
        spec: Vec<FStringPart>,
    },
}

/// Binary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Python's")]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    FloorDiv,
    Mod,
    Pow,
    LShift,
    RShift,
    BitOr,
    BitXor,
    BitAnd,
    MatMul,
}

/// Unary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Python's")]
pub enum UnaryOp {
    Not,
    Neg,
    Pos,
    Invert,
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Python's")]
pub enum CompareOp {
    Eq,
    NotEq,
    Lt,
    LtE,
    Gt,
    GtE,
    Is,
    IsNot,
    In,
    NotIn,
}
