//! Source text to [`Module`]: the one file that names the parser's types.
//!
//! [`parse`] runs the grammar, lowers its tree to ours, refuses what lies outside the subset and lets [`check`]
//! look at names. [`scan`] gives our own tokens, also of broken text, for hints and highlighting.

use std::ops::Range;

use num_bigint::BigInt;
use ruff_python_ast as ast;
use ruff_python_ast::PythonVersion;
use ruff_python_ast::token::TokenKind as RuffToken;
use ruff_python_parser::lexer::lex;
use ruff_python_parser::{
    LexicalErrorType, Mode, ParseErrorType, ParseOptions, Parsed, UnsupportedSyntaxErrorKind,
    parse_unchecked,
};
use ruff_text_size::{Ranged, TextRange};

use crate::lesson::Text;
use crate::python::lines::Lines;
use crate::python::problem::{Problem, ProblemClass};
use crate::python::syntax::{
    BinaryOp, ClassDef, CompareOp, Comprehension, ComprehensionKind, Expr, ExprKind, FStringPart,
    FunctionDef, Generator, Handler, Module, Params, Span, Stmt, StmtKind, UnaryOp,
};
use crate::python::token::{Fault, FaultKind, Token, TokenKind};
use crate::python::{check, hints};

/// Largest program in bytes. Course programs have a few thousand; the limit keeps a mistaken file from stalling.
pub const LARGEST_SOURCE: usize = 1 << 20;

/// Most tokens that one expression may chain (`1 + 1 + ...`, brackets within brackets): bounds how deep the tree
/// goes, and with it every recursion over the tree. CPython gives up at some thousands.
const LONGEST_CHAIN: u32 = 600;

/// Most brackets within brackets; CPython's own limit (`MAXLEVEL` of its tokenizer).
const DEEPEST_BRACKETS: usize = 200;

/// Most branches of one `if`: each nests the tree by one.
const MOST_ELIFS: usize = 200;

/// Most decimal digits of an integer; CPython's own limit (`sys.int_info.default_max_str_digits`).
const MOST_DIGITS: usize = 4300;

/// Parses a program and checks that all of it lies inside the language of PYTHON.md.
///
/// # Errors
/// All problems, sorted by place. Of text that is not Python only its syntax problems.
pub fn parse(source: &str) -> Result<Module, Vec<Problem>> {
    let lowered = lower(source)?;
    let mut problems = lowered.problems;
    problems.extend(check::check(
        source,
        &lowered.module,
        &lowered.annotation_names,
    ));
    if problems.is_empty() {
        return Ok(lowered.module);
    }
    problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    problems.dedup();
    Err(problems)
}

/// Parses Python text that is part of forklore itself: as [`parse`], but its names are not checked.
///
/// # Errors
/// As [`parse`].
pub fn parse_own(source: &str) -> Result<Module, Vec<Problem>> {
    // No look at how deep it is, which costs a tenth: the library is known, and so are the machine's tests.
    let lowered = lower_any_size(source)?;
    if lowered.problems.is_empty() {
        Ok(lowered.module)
    } else {
        Err(lowered.problems)
    }
}

/// A program in our tree, before its names are checked.
struct Lowered {
    /// Usable only if there are no problems.
    module: Module,
    /// Names in type hints that CPython evaluates when the program runs; the tree does not hold them.
    annotation_names: Vec<(String, Span)>,
    /// What lies outside the language.
    problems: Vec<Problem>,
}

/// Runs the grammar and lowers its tree.
///
/// # Errors
/// Problems of syntax.
fn lower(source: &str) -> Result<Lowered, Vec<Problem>> {
    if let Some(problem) = too_large(source) {
        return Err(vec![problem]);
    }
    lower_any_size(source)
}

fn lower_any_size(source: &str) -> Result<Lowered, Vec<Problem>> {
    let parsed = run_grammar(source);
    let faults = faults(&parsed);
    if !faults.is_empty() {
        return Err(hints::explain(source, &tokens(&parsed), &faults));
    }
    let mut lowering = Lowering::new(source);
    let body = lowering.statements(&parsed.syntax().body);
    let mut problems = lowering.problems;
    add_version_problems(source, &parsed, &mut problems);
    Ok(Lowered {
        module: Module { body },
        annotation_names: lowering.annotation_names,
        problems,
    })
}

/// Tokens of `source` in order; never fails, whatever the text is.
pub fn scan(source: &str) -> Vec<Token> {
    if too_large(source).is_some() {
        return Vec::new();
    }
    tokens(&run_grammar(source))
}

fn run_grammar(source: &str) -> Parsed<ast::ModModule> {
    let options = ParseOptions::from(Mode::Module).with_target_version(PythonVersion::PY311);
    parse_unchecked(source, options)
        .try_into_module()
        .expect("module mode gives a module")
}

/// The reason not to parse `source` at all, judged by its tokens alone (the parser's tree is recursive).
fn too_large(source: &str) -> Option<Problem> {
    if source.len() > LARGEST_SOURCE {
        let message = (
            format!("the program is larger than {LARGEST_SOURCE} bytes"),
            format!("程序超过 {LARGEST_SOURCE} 字节"),
        );
        return Some(Problem::new(
            source,
            &(0..0),
            ProblemClass::Unsupported,
            message,
        ));
    }
    if !is_too_deep(source) {
        return None;
    }
    let message = (
        "an expression is nested too deeply or too long",
        "表达式嵌套太深或太长",
    );
    let place = first_too_deep_line(source);
    let problem = Problem::new(source, &place, ProblemClass::Unsupported, message);
    Some(problem.with_remedy(("split it into several statements", "拆成几条语句")))
}

fn is_too_deep(source: &str) -> bool {
    let mut chain = Chain::default();
    let mut lexer = lex(source, Mode::Module);
    loop {
        let kind = lexer.next_token();
        if kind == RuffToken::EndOfFile {
            return false;
        }
        chain.push(
            token_kind(kind),
            matches!(kind, RuffToken::Comma | RuffToken::Semi),
        );
        if chain.length > LONGEST_CHAIN || chain.levels.len() > DEEPEST_BRACKETS {
            return true;
        }
    }
}

/// The line that makes `source` too deep: the lexer does not tell where it is, so halve until it is found.
fn first_too_deep_line(source: &str) -> Range<usize> {
    let lines = Lines::new(source);
    let (mut fine, mut deep) = (0, lines.line(source.len()));
    while deep - fine > 1 {
        let middle = fine + (deep - fine) / 2;
        if is_too_deep(&source[..lines.range(source, middle).end]) {
            deep = middle;
        } else {
            fine = middle;
        }
    }
    lines.range(source, deep)
}

/// How deep the tree of the tokens so far can be.
#[derive(Default)]
struct Chain {
    /// Tokens since the last comma outside all brackets.
    outermost: u32,
    /// Likewise for each open bracket.
    levels: Vec<u32>,
    /// Sum of both.
    length: u32,
}

impl Chain {
    fn push(&mut self, kind: TokenKind, is_separator: bool) {
        match kind {
            TokenKind::Open | TokenKind::FStringStart => {
                self.grow();
                self.levels.push(0);
            }
            TokenKind::Close | TokenKind::FStringEnd => {
                self.length -= self.levels.pop().unwrap_or(0);
            }
            TokenKind::Comment | TokenKind::BlankNewline => {}
            _ if is_separator || kind == TokenKind::Newline => {
                self.length -= std::mem::take(self.top());
            }
            _ => self.grow(),
        }
    }

    fn grow(&mut self) {
        *self.top() += 1;
        self.length += 1;
    }

    fn top(&mut self) -> &mut u32 {
        self.levels.last_mut().unwrap_or(&mut self.outermost)
    }
}

/// The parser's tokens as ours.
fn tokens(parsed: &Parsed<ast::ModModule>) -> Vec<Token> {
    let tokens = parsed.tokens().iter();
    tokens
        .map(|token| Token {
            kind: token_kind(token.kind()),
            span: range(token.range()),
        })
        .collect()
}

fn token_kind(kind: RuffToken) -> TokenKind {
    match kind {
        RuffToken::Name
        | RuffToken::Case
        | RuffToken::Match
        | RuffToken::Type
        | RuffToken::Lazy => TokenKind::Name,
        RuffToken::Int | RuffToken::Float | RuffToken::Complex => TokenKind::Number,
        RuffToken::String => TokenKind::String,
        RuffToken::FStringStart | RuffToken::TStringStart => TokenKind::FStringStart,
        RuffToken::FStringMiddle | RuffToken::TStringMiddle => TokenKind::FStringText,
        RuffToken::FStringEnd | RuffToken::TStringEnd => TokenKind::FStringEnd,
        RuffToken::Comment => TokenKind::Comment,
        RuffToken::Newline => TokenKind::Newline,
        RuffToken::NonLogicalNewline => TokenKind::BlankNewline,
        RuffToken::Indent => TokenKind::Indent,
        RuffToken::Dedent => TokenKind::Dedent,
        RuffToken::EndOfFile => TokenKind::End,
        RuffToken::Lpar | RuffToken::Lsqb | RuffToken::Lbrace => TokenKind::Open,
        RuffToken::Rpar | RuffToken::Rsqb | RuffToken::Rbrace => TokenKind::Close,
        RuffToken::Colon => TokenKind::Colon,
        RuffToken::Equal => TokenKind::Assign,
        RuffToken::Unknown | RuffToken::IpyEscapeCommand => TokenKind::Unknown,
        _ if kind.is_keyword() => TokenKind::Keyword,
        _ => TokenKind::Operator,
    }
}

fn faults(parsed: &Parsed<ast::ModModule>) -> Vec<Fault> {
    let errors = parsed.errors().iter();
    errors
        .map(|error| Fault {
            kind: fault_kind(&error.error),
            span: range(error.location),
            message: lower_first(&error.error.to_string()),
        })
        .collect()
}

fn fault_kind(error: &ParseErrorType) -> FaultKind {
    match error {
        ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError) => FaultKind::UnclosedString,
        ParseErrorType::Lexical(LexicalErrorType::IndentationError) => FaultKind::Dedent,
        ParseErrorType::UnexpectedIndentation => FaultKind::Indent,
        ParseErrorType::FStringError(_)
        | ParseErrorType::Lexical(LexicalErrorType::FStringError(_)) => FaultKind::FString,
        _ => FaultKind::Other,
    }
}

/// Adds what Python 3.11 does not know yet, unless that place is refused already.
fn add_version_problems(
    source: &str,
    parsed: &Parsed<ast::ModModule>,
    problems: &mut Vec<Problem>,
) {
    for error in parsed.unsupported_syntax_errors() {
        let span = range(error.range());
        let inside =
            |problem: &Problem| problem.span.start <= span.start && span.start <= problem.span.end;
        if problems.iter().any(inside) {
            continue;
        }
        let remedy = match error.kind {
            UnsupportedSyntaxErrorKind::Pep701FString(_) => (
                "use the other kind of quotes between the braces, or put the value into a variable first",
                "花括号里用另一种引号，或先把值放进变量",
            ),
            _ => (
                "write it as Python 3.11 has it",
                "按 Python 3.11 的写法来写",
            ),
        };
        let message = lower_first(&error.to_string());
        let message_zh = format!("Python 3.11 没有这种写法（{message}）");
        let problem = Problem::new(
            source,
            &span,
            ProblemClass::Unsupported,
            (message, message_zh),
        );
        problems.push(problem.with_remedy(remedy));
    }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    let Some(first) = characters.next() else {
        return String::new();
    };
    first.to_lowercase().chain(characters).collect()
}

fn range(range: TextRange) -> Range<usize> {
    range.start().to_usize()..range.end().to_usize()
}

/// The walk over the parser's tree. Where something is refused, a stand-in goes into our tree, which is then
/// thrown away.
struct Lowering<'src> {
    source: &'src str,
    lines: Lines,
    problems: Vec<Problem>,
    /// As in [`Lowered`].
    annotation_names: Vec<(String, Span)>,
    /// What the statements being lowered stand in.
    place: Place,
}

/// The innermost definition around a statement.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Module,
    Class,
    Function,
}

/// Remedy for everything that starts with `async`.
const NO_ASYNC: (&str, &str) = (
    "use `multiprocessing.Process` and ordinary functions: the course is about processes",
    "用 `multiprocessing.Process` 和普通函数：本课程讲的是进程",
);

impl<'src> Lowering<'src> {
    fn new(source: &'src str) -> Self {
        Self {
            source,
            lines: Lines::new(source),
            problems: Vec::new(),
            annotation_names: Vec::new(),
            place: Place::Module,
        }
    }

    fn span(&self, node: impl Ranged) -> Span {
        let range = node.range();
        Span {
            start: range.start().to_u32(),
            end: range.end().to_u32(),
            line: self.lines.line(range.start().to_usize()),
        }
    }

    fn text(&self, node: impl Ranged) -> &'src str {
        &self.source[range(node.range())]
    }

    fn refuse(&mut self, node: impl Ranged, message: impl Into<Text>, remedy: impl Into<Text>) {
        let span = range(node.range());
        let problem = Problem::new(self.source, &span, ProblemClass::Unsupported, message);
        self.problems.push(problem.with_remedy(remedy));
    }

    fn refuse_async(&mut self, node: impl Ranged) {
        let start = node.range().start();
        let word = TextRange::at(start, "async".len().try_into().expect("a short word"));
        let message = ("`async` is not available", "`async` 不可用");
        self.refuse(word, message, NO_ASYNC);
    }

    // --- statements ---------------------------------------------------------------------------------------------

    fn statements(&mut self, statements: &[ast::Stmt]) -> Vec<Stmt> {
        statements
            .iter()
            .map(|statement| self.statement(statement))
            .collect()
    }

    fn statement(&mut self, statement: &ast::Stmt) -> Stmt {
        let span = self.statement_span(statement);
        let kind = match statement {
            ast::Stmt::FunctionDef(node) => self.function(node),
            ast::Stmt::ClassDef(node) => self.class(node),
            ast::Stmt::Return(node) => StmtKind::Return(self.optional(node.value.as_deref())),
            ast::Stmt::Delete(node) => StmtKind::Delete(self.expressions(&node.targets)),
            ast::Stmt::TypeAlias(node) => {
                let message = ("`type` aliases are not available", "`type` 别名不可用");
                self.stand_in(node, message, ("leave it out", "去掉它"))
            }
            ast::Stmt::Assign(node) => StmtKind::Assign {
                targets: self.expressions(&node.targets),
                value: self.expression(&node.value),
            },
            ast::Stmt::AugAssign(node) => StmtKind::AugAssign {
                target: self.expression(&node.target),
                op: binary_op(node.op),
                value: self.expression(&node.value),
            },
            ast::Stmt::AnnAssign(node) => self.annotated(node),
            ast::Stmt::For(node) => self.for_loop(node),
            ast::Stmt::While(node) => StmtKind::While {
                test: self.expression(&node.test),
                body: self.statements(&node.body),
                orelse: self.statements(&node.orelse),
            },
            ast::Stmt::If(node) => self.branches(node),
            ast::Stmt::With(node) => self.with(node),
            ast::Stmt::Match(node) => {
                let word = TextRange::at(
                    node.start(),
                    "match".len().try_into().expect("a short word"),
                );
                self.stand_in(
                    word,
                    (
                        "the `match` statement is not available",
                        "`match` 语句不可用",
                    ),
                    ("use `if` and `elif`", "用 `if` 和 `elif`"),
                )
            }
            ast::Stmt::Raise(node) => StmtKind::Raise {
                exc: self.optional(node.exc.as_deref()),
                cause: self.optional(node.cause.as_deref()),
            },
            ast::Stmt::Try(node) => self.try_statement(node),
            ast::Stmt::Assert(node) => StmtKind::Assert {
                test: self.expression(&node.test),
                msg: self.optional(node.msg.as_deref()),
            },
            ast::Stmt::Import(node) => StmtKind::Import(node.names.iter().map(alias).collect()),
            ast::Stmt::ImportFrom(node) => self.import_from(node),
            ast::Stmt::Global(node) => StmtKind::Global(names(&node.names)),
            ast::Stmt::Nonlocal(node) => StmtKind::Nonlocal(names(&node.names)),
            ast::Stmt::Expr(node) => StmtKind::Expr(self.expression(&node.value)),
            ast::Stmt::Pass(_) => StmtKind::Pass,
            ast::Stmt::Break(_) => StmtKind::Break,
            ast::Stmt::Continue(_) => StmtKind::Continue,
            ast::Stmt::IpyEscapeCommand(node) => self.stand_in(
                node,
                ("this is no Python", "这不是 Python"),
                ("leave it out", "去掉它"),
            ),
        };
        Stmt { span, kind }
    }

    /// Refuses a statement and gives what stands in for it.
    fn stand_in(
        &mut self,
        node: impl Ranged,
        message: impl Into<Text>,
        remedy: impl Into<Text>,
    ) -> StmtKind {
        self.refuse(node, message, remedy);
        StmtKind::Pass
    }

    /// Place of a statement; of a decorated definition it begins at the line of its name, as in CPython.
    fn statement_span(&self, statement: &ast::Stmt) -> Span {
        let (name, is_decorated) = match statement {
            ast::Stmt::FunctionDef(node) => (&node.name, !node.decorator_list.is_empty()),
            ast::Stmt::ClassDef(node) => (&node.name, !node.decorator_list.is_empty()),
            _ => return self.span(statement),
        };
        let whole = self.span(statement);
        if !is_decorated {
            return whole;
        }
        let line = self.lines.line(name.start().to_usize());
        let text = self.lines.range(self.source, line);
        let indent = self.source[text.clone()].len() - self.source[text.clone()].trim_start().len();
        Span {
            start: (text.start + indent) as u32,
            line,
            ..whole
        }
    }

    fn function(&mut self, node: &ast::StmtFunctionDef) -> StmtKind {
        if node.is_async {
            self.refuse_async(node);
        }
        self.refuse_type_params(node.type_params.as_deref());
        let decorators = self.decorators(&node.decorator_list);
        let params = self.params(&node.parameters);
        if let Some(returns) = &node.returns {
            self.annotation(returns);
        }
        StmtKind::FunctionDef(Box::new(FunctionDef {
            name: node.name.to_string(),
            decorators,
            params,
            body: self.body(Place::Function, &node.body),
        }))
    }

    fn body(&mut self, place: Place, body: &[ast::Stmt]) -> Vec<Stmt> {
        let around = std::mem::replace(&mut self.place, place);
        let statements = self.statements(body);
        self.place = around;
        statements
    }

    fn decorators(&mut self, decorators: &[ast::Decorator]) -> Vec<Expr> {
        for decorator in decorators {
            let is_known = match &decorator.expression {
                ast::Expr::Name(name) => matches!(
                    name.id.as_str(),
                    "property" | "staticmethod" | "classmethod"
                ),
                ast::Expr::Attribute(node) => {
                    node.attr.as_str() == "setter" && node.value.is_name_expr()
                }
                _ => false,
            };
            if !is_known || self.place != Place::Class {
                let text = first_line(self.text(decorator));
                let message = (
                    format!("the decorator `{text}` is not available here"),
                    format!("装饰器 `{text}` 在这里不可用"),
                );
                let remedy = (
                    "call the wrapping function yourself: `name = wrapper(name)`",
                    "自己调用包装函数：`name = wrapper(name)`",
                );
                self.refuse(decorator, message, remedy);
            }
        }
        decorators
            .iter()
            .map(|decorator| self.expression(&decorator.expression))
            .collect()
    }

    fn refuse_type_params(&mut self, type_params: Option<&ast::TypeParams>) {
        if let Some(type_params) = type_params {
            self.refuse(
                type_params,
                ("type parameters are not available", "类型参数不可用"),
                ("leave them out", "去掉它们"),
            );
        }
    }

    fn class(&mut self, node: &ast::StmtClassDef) -> StmtKind {
        for decorator in &node.decorator_list {
            let text = first_line(self.text(decorator));
            let message = (
                format!("the class decorator `{text}` is not available"),
                format!("类装饰器 `{text}` 不可用"),
            );
            let remedy = (
                "write `__init__` and the other methods out",
                "把 `__init__` 和其他方法写出来",
            );
            self.refuse(decorator, message, remedy);
        }
        self.refuse_type_params(node.type_params.as_deref());
        StmtKind::ClassDef(Box::new(ClassDef {
            name: node.name.to_string(),
            decorators: Vec::new(),
            base: self.base(node),
            body: self.body(Place::Class, &node.body),
        }))
    }

    /// The one base; `object` says nothing and is left out.
    fn base(&mut self, node: &ast::StmtClassDef) -> Option<Expr> {
        let arguments = node.arguments.as_deref()?;
        if let Some(keyword) = arguments.keywords.first() {
            self.refuse(
                keyword,
                ("a class takes no keyword here", "这里的类不接受关键字"),
                (
                    "leave it out: metaclasses are not available",
                    "去掉它：元类不可用",
                ),
            );
        }
        if let Some(second) = arguments.args.get(1) {
            let message = ("a class may have one base only", "一个类只能有一个基类");
            let remedy = (
                "inherit from one class, and keep an object of the other as an attribute",
                "继承一个类，另一个类的对象作为属性",
            );
            self.refuse(second, message, remedy);
        }
        match arguments.args.first()? {
            ast::Expr::Name(name) if name.id.as_str() == "object" => None,
            base => Some(self.expression(base)),
        }
    }

    fn params(&mut self, node: &ast::Parameters) -> Params {
        for parameter in node {
            if let Some(annotation) = parameter.annotation() {
                self.annotation(annotation);
            }
        }
        let mut positional = self.params_with_defaults(&node.posonlyargs);
        let n_positional_only = positional.len();
        positional.extend(self.params_with_defaults(&node.args));
        Params {
            positional,
            n_positional_only,
            star: node
                .vararg
                .as_ref()
                .map(|parameter| parameter.name.to_string()),
            keyword_only: self.params_with_defaults(&node.kwonlyargs),
            double_star: node
                .kwarg
                .as_ref()
                .map(|parameter| parameter.name.to_string()),
        }
    }

    fn params_with_defaults(
        &mut self,
        parameters: &[ast::ParameterWithDefault],
    ) -> Vec<(String, Option<Expr>)> {
        let lower = |parameter: &ast::ParameterWithDefault| {
            let default = self.optional(parameter.default.as_deref());
            (parameter.parameter.name.to_string(), default)
        };
        parameters.iter().map(lower).collect()
    }

    /// Refuses a type hint that would do something when CPython evaluates it, and notes its names.
    fn annotation(&mut self, node: &ast::Expr) {
        match node {
            ast::Expr::Name(name) => {
                let span = self.span(name);
                self.annotation_names.push((name.id.to_string(), span));
            }
            ast::Expr::Attribute(attribute) => self.annotation(&attribute.value),
            ast::Expr::Subscript(subscript) => {
                self.annotation(&subscript.value);
                self.annotation(&subscript.slice);
            }
            ast::Expr::BinOp(binary) if binary.op == ast::Operator::BitOr => {
                self.annotation(&binary.left);
                self.annotation(&binary.right);
            }
            ast::Expr::Tuple(tuple) => tuple
                .elts
                .iter()
                .for_each(|element| self.annotation(element)),
            ast::Expr::List(list) => list
                .elts
                .iter()
                .for_each(|element| self.annotation(element)),
            ast::Expr::StringLiteral(_)
            | ast::Expr::NoneLiteral(_)
            | ast::Expr::EllipsisLiteral(_) => {}
            _ => self.refuse(
                node,
                ("this type hint is not available", "这个类型标注不可用"),
                (
                    "leave it out: hints change nothing",
                    "去掉它：标注不影响运行",
                ),
            ),
        }
    }

    fn annotated(&mut self, node: &ast::StmtAnnAssign) -> StmtKind {
        // CPython does not evaluate the hint of a local variable.
        if self.place != Place::Function {
            self.annotation(&node.annotation);
        }
        StmtKind::AnnAssign {
            target: self.expression(&node.target),
            value: self.optional(node.value.as_deref()),
        }
    }

    fn for_loop(&mut self, node: &ast::StmtFor) -> StmtKind {
        if node.is_async {
            self.refuse_async(node);
        }
        StmtKind::For {
            target: self.expression(&node.target),
            iter: self.expression(&node.iter),
            body: self.statements(&node.body),
            orelse: self.statements(&node.orelse),
        }
    }

    /// `elif` parts become an `If` inside the `else` part before them, innermost last.
    fn branches(&mut self, node: &ast::StmtIf) -> StmtKind {
        if let Some(clause) = node.elif_else_clauses.get(MOST_ELIFS) {
            let message = ("an `if` with too many branches", "`if` 的分支太多");
            let remedy = ("use a dict from value to function", "用从值到函数的字典");
            return self.stand_in(clause, message, remedy);
        }
        let test = self.expression(&node.test);
        let body = self.statements(&node.body);
        let clauses: Vec<(Span, Option<Expr>, Vec<Stmt>)> = node
            .elif_else_clauses
            .iter()
            .map(|clause| {
                let test = self.optional(clause.test.as_ref());
                (self.span(clause), test, self.statements(&clause.body))
            })
            .collect();
        let end = node.end().to_u32();
        let orelse = clauses
            .into_iter()
            .rev()
            .fold(Vec::new(), |orelse, (span, test, body)| match test {
                None => body,
                Some(test) => vec![Stmt {
                    span: Span { end, ..span },
                    kind: StmtKind::If { test, body, orelse },
                }],
            });
        StmtKind::If { test, body, orelse }
    }

    fn with(&mut self, node: &ast::StmtWith) -> StmtKind {
        if node.is_async {
            self.refuse_async(node);
        }
        let items = node
            .items
            .iter()
            .map(|item| {
                let context = self.expression(&item.context_expr);
                (context, self.optional(item.optional_vars.as_deref()))
            })
            .collect();
        StmtKind::With {
            items,
            body: self.statements(&node.body),
        }
    }

    fn try_statement(&mut self, node: &ast::StmtTry) -> StmtKind {
        if node.is_star {
            let place = node.handlers.first().map_or(node.range(), Ranged::range);
            let word = TextRange::at(
                place.start(),
                "except".len().try_into().expect("a short word"),
            );
            let message = ("`except*` is not available", "`except*` 不可用");
            self.refuse(word, message, ("use `except`", "用 `except`"));
        }
        StmtKind::Try {
            body: self.statements(&node.body),
            handlers: node
                .handlers
                .iter()
                .map(|handler| self.handler(handler))
                .collect(),
            orelse: self.statements(&node.orelse),
            finalbody: self.statements(&node.finalbody),
        }
    }

    fn handler(&mut self, handler: &ast::ExceptHandler) -> Handler {
        let ast::ExceptHandler::ExceptHandler(node) = handler;
        Handler {
            span: self.span(node),
            type_: self.optional(node.type_.as_deref()),
            name: node.name.as_ref().map(ToString::to_string),
            body: self.statements(&node.body),
        }
    }

    fn import_from(&mut self, node: &ast::StmtImportFrom) -> StmtKind {
        if node.level > 0 {
            let message = ("a relative import is not available", "相对导入不可用");
            let remedy = (
                "keep the whole program in one file",
                "整个程序放在一个文件里",
            );
            return self.stand_in(node, message, remedy);
        }
        let module = node
            .module
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        if let Some(star) = node.names.iter().find(|name| name.name.as_str() == "*") {
            let message = ("`import *` is not available", "`import *` 不可用");
            let remedy = (
                format!("name what you need: `from {module} import ...`"),
                format!("写明需要的名字：`from {module} import ...`"),
            );
            return self.stand_in(star, message, remedy);
        }
        let names = node
            .names
            .iter()
            .map(|node| {
                let (name, as_name) = alias(node);
                (name, as_name, self.span(node))
            })
            .collect();
        StmtKind::ImportFrom { module, names }
    }

    // --- expressions --------------------------------------------------------------------------------------------

    fn expressions(&mut self, nodes: &[ast::Expr]) -> Vec<Expr> {
        nodes.iter().map(|node| self.expression(node)).collect()
    }

    fn optional(&mut self, node: Option<&ast::Expr>) -> Option<Expr> {
        node.map(|node| self.expression(node))
    }

    fn boxed(&mut self, node: &ast::Expr) -> Box<Expr> {
        Box::new(self.expression(node))
    }

    fn optional_box(&mut self, node: Option<&ast::Expr>) -> Option<Box<Expr>> {
        node.map(|node| self.boxed(node))
    }

    fn expression(&mut self, node: &ast::Expr) -> Expr {
        Expr {
            span: self.span(node),
            kind: self.expression_kind(node),
        }
    }

    fn expression_kind(&mut self, expression: &ast::Expr) -> ExprKind {
        match expression {
            ast::Expr::BoolOp(node) => ExprKind::BoolOp {
                is_and: node.op == ast::BoolOp::And,
                values: self.expressions(&node.values),
            },
            ast::Expr::Named(node) => ExprKind::Named {
                target: target_name(&node.target),
                value: self.boxed(&node.value),
            },
            ast::Expr::BinOp(node) => ExprKind::Binary {
                left: self.boxed(&node.left),
                op: binary_op(node.op),
                right: self.boxed(&node.right),
            },
            ast::Expr::UnaryOp(node) => ExprKind::Unary {
                op: unary_op(node.op),
                operand: self.boxed(&node.operand),
            },
            ast::Expr::Lambda(node) => self.lambda(node),
            ast::Expr::If(node) => ExprKind::IfExp {
                test: self.boxed(&node.test),
                body: self.boxed(&node.body),
                orelse: self.boxed(&node.orelse),
            },
            ast::Expr::Dict(node) => self.dict(node),
            ast::Expr::Set(node) => ExprKind::Set(self.expressions(&node.elts)),
            ast::Expr::ListComp(node) => {
                let kind = ComprehensionKind::List(self.expression(&node.elt));
                self.comprehension(kind, &node.generators)
            }
            ast::Expr::SetComp(node) => {
                let kind = ComprehensionKind::Set(self.expression(&node.elt));
                self.comprehension(kind, &node.generators)
            }
            ast::Expr::DictComp(node) => self.dict_comprehension(node),
            ast::Expr::Generator(node) => {
                let kind = ComprehensionKind::Generator(self.expression(&node.elt));
                self.comprehension(kind, &node.generators)
            }
            ast::Expr::Await(node) => {
                self.refuse(
                    node,
                    ("`await` is not available", "`await` 不可用"),
                    NO_ASYNC,
                );
                ExprKind::None
            }
            ast::Expr::Yield(node) => ExprKind::Yield(self.optional_box(node.value.as_deref())),
            ast::Expr::YieldFrom(node) => ExprKind::YieldFrom(self.boxed(&node.value)),
            ast::Expr::Compare(node) => self.compare(node),
            ast::Expr::Call(node) => self.call(node),
            ast::Expr::FString(node) => self.f_string(node),
            ast::Expr::TString(node) => {
                let message = ("t-strings are not available", "t 字符串不可用");
                self.refuse(node, message, ("use an f-string", "用 f 字符串"));
                ExprKind::None
            }
            ast::Expr::StringLiteral(node) => self.string(node),
            ast::Expr::BytesLiteral(node) => ExprKind::Bytes(node.value.bytes().collect()),
            ast::Expr::NumberLiteral(node) => self.number(node),
            ast::Expr::BooleanLiteral(node) => ExprKind::Bool(node.value),
            ast::Expr::NoneLiteral(_) => ExprKind::None,
            ast::Expr::EllipsisLiteral(_) => ExprKind::Ellipsis,
            ast::Expr::Attribute(node) => ExprKind::Attribute {
                value: self.boxed(&node.value),
                attr: node.attr.to_string(),
            },
            ast::Expr::Subscript(node) => self.subscript(node),
            ast::Expr::Starred(node) => ExprKind::Starred(self.boxed(&node.value)),
            ast::Expr::Name(node) => ExprKind::Name(node.id.to_string()),
            ast::Expr::List(node) => ExprKind::List(self.expressions(&node.elts)),
            ast::Expr::Tuple(node) => ExprKind::Tuple(self.expressions(&node.elts)),
            ast::Expr::Slice(node) => ExprKind::Slice {
                lower: self.optional_box(node.lower.as_deref()),
                upper: self.optional_box(node.upper.as_deref()),
                step: self.optional_box(node.step.as_deref()),
            },
            ast::Expr::IpyEscapeCommand(node) => {
                let message = ("this is no Python", "这不是 Python");
                self.refuse(node, message, ("leave it out", "去掉它"));
                ExprKind::None
            }
        }
    }

    fn lambda(&mut self, node: &ast::ExprLambda) -> ExprKind {
        let params = match &node.parameters {
            Some(parameters) => self.params(parameters),
            None => Params::default(),
        };
        ExprKind::Lambda {
            params: Box::new(params),
            body: self.boxed(&node.body),
        }
    }

    fn dict(&mut self, node: &ast::ExprDict) -> ExprKind {
        let items = node
            .items
            .iter()
            .map(|item| {
                let key = self.optional(item.key.as_ref());
                (key, self.expression(&item.value))
            })
            .collect();
        ExprKind::Dict(items)
    }

    fn dict_comprehension(&mut self, node: &ast::ExprDictComp) -> ExprKind {
        let Some(key) = &node.key else {
            self.refuse(
                node,
                (
                    "`**` inside a comprehension is not available",
                    "推导式里的 `**` 不可用",
                ),
                ("write a loop", "写成循环"),
            );
            return ExprKind::None;
        };
        let kind = ComprehensionKind::Dict(self.expression(key), self.expression(&node.value));
        self.comprehension(kind, &node.generators)
    }

    fn comprehension(
        &mut self,
        kind: ComprehensionKind,
        generators: &[ast::Comprehension],
    ) -> ExprKind {
        let generators = generators
            .iter()
            .map(|node| {
                if node.is_async {
                    self.refuse_async(node);
                }
                Generator {
                    target: self.expression(&node.target),
                    iter: self.expression(&node.iter),
                    ifs: self.expressions(&node.ifs),
                }
            })
            .collect();
        ExprKind::Comprehension(Box::new(Comprehension { kind, generators }))
    }

    fn compare(&mut self, node: &ast::ExprCompare) -> ExprKind {
        let left = self.boxed(&node.left);
        let pairs = node.ops.iter().zip(&node.comparators);
        let links = pairs
            .map(|(op, operand)| (compare_op(*op), self.expression(operand)))
            .collect();
        ExprKind::Compare { left, links }
    }

    fn call(&mut self, node: &ast::ExprCall) -> ExprKind {
        let func = self.boxed(&node.func);
        let args = self.expressions(&node.arguments.args);
        let keywords = node
            .arguments
            .keywords
            .iter()
            .map(|keyword| {
                let name = keyword.arg.as_ref().map(ToString::to_string);
                (name, self.expression(&keyword.value))
            })
            .collect();
        ExprKind::Call {
            func,
            args,
            keywords,
        }
    }

    fn subscript(&mut self, node: &ast::ExprSubscript) -> ExprKind {
        if let ast::Expr::Tuple(tuple) = node.slice.as_ref()
            && let Some(slice) = tuple.elts.iter().find(|element| element.is_slice_expr())
        {
            let message = (
                "a slice among several indexes is not available",
                "多个下标中的切片不可用",
            );
            let remedy = ("use one slice, and index again", "先切片，再取下标");
            self.refuse(slice, message, remedy);
        }
        ExprKind::Subscript {
            value: self.boxed(&node.value),
            index: self.boxed(&node.slice),
        }
    }

    fn string(&mut self, node: &ast::ExprStringLiteral) -> ExprKind {
        let text = node.value.to_str().to_owned();
        self.refuse_surrogate(node, &text);
        ExprKind::Str(text)
    }

    /// The parser turns half a character (`'\ud800'`) into U+FFFD, which is another string than CPython's.
    fn refuse_surrogate(&mut self, node: impl Ranged + Copy, text: &str) {
        let source = self.text(node).to_lowercase();
        let escaped = source.contains("\\ud") || source.contains("\\u0000d");
        if escaped && text.contains('\u{fffd}') {
            self.refuse(
                node,
                (
                    "half a character (a surrogate) in a string",
                    "字符串里有半个字符（代理项）",
                ),
                ("write the character itself", "直接写出这个字符"),
            );
        }
    }

    fn number(&mut self, node: &ast::ExprNumberLiteral) -> ExprKind {
        match &node.value {
            ast::Number::Float(value) => ExprKind::Float(*value),
            ast::Number::Complex { .. } => {
                self.refuse(
                    node,
                    ("complex numbers are not available", "复数不可用"),
                    ("keep the two parts in a tuple", "把实部和虚部放在元组里"),
                );
                ExprKind::None
            }
            ast::Number::Int(_) => self.integer(node),
        }
    }

    /// Read from the text: the parser's own integers are small or text again.
    fn integer(&mut self, node: &ast::ExprNumberLiteral) -> ExprKind {
        let text = self.text(node).replace('_', "").to_lowercase();
        let (digits, radix) = match text.get(..2) {
            Some("0x") => (&text[2..], 16),
            Some("0o") => (&text[2..], 8),
            Some("0b") => (&text[2..], 2),
            _ => (text.as_str(), 10),
        };
        if radix == 10 && digits.len() > MOST_DIGITS {
            let message = (
                format!("an integer of more than {MOST_DIGITS} digits"),
                format!("整数超过 {MOST_DIGITS} 位"),
            );
            let remedy = (
                "compute it, for example with `**`",
                "用计算得到它，例如用 `**`",
            );
            self.refuse(node, message, remedy);
            return ExprKind::None;
        }
        let value = BigInt::parse_bytes(digits.as_bytes(), radix);
        ExprKind::Int(value.expect("the parser accepted these digits"))
    }

    fn f_string(&mut self, node: &ast::ExprFString) -> ExprKind {
        let mut parts = Vec::new();
        for part in &node.value {
            match part {
                ast::FStringPart::Literal(literal) => {
                    self.refuse_surrogate(literal, &literal.value);
                    push_text(&mut parts, &literal.value);
                }
                ast::FStringPart::FString(f_string) => {
                    self.f_string_elements(&f_string.elements, &mut parts);
                }
            }
        }
        ExprKind::FString(parts)
    }

    fn f_string_elements(
        &mut self,
        elements: &ast::InterpolatedStringElements,
        parts: &mut Vec<FStringPart>,
    ) {
        for element in elements {
            match element {
                ast::InterpolatedStringElement::Literal(literal) => {
                    self.refuse_surrogate(literal, &literal.value);
                    push_text(parts, &literal.value);
                }
                ast::InterpolatedStringElement::Interpolation(value) => {
                    self.f_string_value(value, parts);
                }
            }
        }
    }

    fn f_string_value(&mut self, node: &ast::InterpolatedElement, parts: &mut Vec<FStringPart>) {
        let mut conversion = node.conversion.to_char();
        if let Some(debug_text) = &node.debug_text {
            push_text(parts, debug_text.as_str());
            if node.format_spec.is_none() {
                conversion = conversion.or(Some('r'));
            }
        }
        let mut spec = Vec::new();
        if let Some(format_spec) = &node.format_spec {
            self.f_string_elements(&format_spec.elements, &mut spec);
        }
        parts.push(FStringPart::Value {
            expr: self.expression(&node.expression),
            conversion,
            spec,
        });
    }
}

/// Appends text, joining it to text that is already last.
fn push_text(parts: &mut Vec<FStringPart>, text: &str) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some(FStringPart::Text(last)) => last.push_str(text),
        _ => parts.push(FStringPart::Text(text.to_owned())),
    }
}

/// The name that `:=` binds; the grammar allows nothing else.
fn target_name(target: &ast::Expr) -> String {
    match target {
        ast::Expr::Name(name) => name.id.to_string(),
        _ => String::new(),
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn alias(node: &ast::Alias) -> (String, Option<String>) {
    (
        node.name.to_string(),
        node.asname.as_ref().map(ToString::to_string),
    )
}

fn names(names: &[ast::Identifier]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

fn binary_op(op: ast::Operator) -> BinaryOp {
    match op {
        ast::Operator::Add => BinaryOp::Add,
        ast::Operator::Sub => BinaryOp::Sub,
        ast::Operator::Mult => BinaryOp::Mul,
        ast::Operator::MatMult => BinaryOp::MatMul,
        ast::Operator::Div => BinaryOp::Div,
        ast::Operator::Mod => BinaryOp::Mod,
        ast::Operator::Pow => BinaryOp::Pow,
        ast::Operator::LShift => BinaryOp::LShift,
        ast::Operator::RShift => BinaryOp::RShift,
        ast::Operator::BitOr => BinaryOp::BitOr,
        ast::Operator::BitXor => BinaryOp::BitXor,
        ast::Operator::BitAnd => BinaryOp::BitAnd,
        ast::Operator::FloorDiv => BinaryOp::FloorDiv,
    }
}

fn unary_op(op: ast::UnaryOp) -> UnaryOp {
    match op {
        ast::UnaryOp::Invert => UnaryOp::Invert,
        ast::UnaryOp::Not => UnaryOp::Not,
        ast::UnaryOp::UAdd => UnaryOp::Pos,
        ast::UnaryOp::USub => UnaryOp::Neg,
    }
}

fn compare_op(op: ast::CmpOp) -> CompareOp {
    match op {
        ast::CmpOp::Eq => CompareOp::Eq,
        ast::CmpOp::NotEq => CompareOp::NotEq,
        ast::CmpOp::Lt => CompareOp::Lt,
        ast::CmpOp::LtE => CompareOp::LtE,
        ast::CmpOp::Gt => CompareOp::Gt,
        ast::CmpOp::GtE => CompareOp::GtE,
        ast::CmpOp::Is => CompareOp::Is,
        ast::CmpOp::IsNot => CompareOp::IsNot,
        ast::CmpOp::In => CompareOp::In,
        ast::CmpOp::NotIn => CompareOp::NotIn,
    }
}

#[cfg(test)]
mod tests;
