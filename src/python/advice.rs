//! Advice on programs that run, but not as their author meant: the slips that beginners make with processes.
//!
//! A slip is recognized by the program's structure ([`Slips::problems`]) or by what it led to
//! ([`Slips::on_failure`]), never by its text. Advice refuses nothing: CPython runs these programs, and so does
//! forklore. Who shows it, and where, is left to the caller; the program's own stdout and stderr stay as they are.

mod failure;
mod program;

use std::ops::RangeInclusive;

pub use failure::Failure;
use program::Facts;

use crate::lesson::Text;
use crate::python::lines::Lines;
use crate::python::parse::parse;
use crate::python::problem::{Problem, ProblemClass};
use crate::python::syntax::{Expr, ExprKind, FunctionDef, Module, Stmt, StmtKind};
use crate::python::walk;

/// Methods of processes, pools, queues and locks that do nothing unless they are called.
const METHODS: [&str; 14] = [
    "start",
    "join",
    "terminate",
    "kill",
    "close",
    "acquire",
    "release",
    "set",
    "clear",
    "wait",
    "notify",
    "notify_all",
    "task_done",
    "get",
];

/// What makes an object that processes share and that is also of use to one alone: a child may well own such a one.
const ALSO_OF_USE_ALONE: [&str; 7] = [
    "Queue",
    "SimpleQueue",
    "JoinableQueue",
    "Value",
    "Array",
    "Pipe",
    "Pool",
];

/// Whether this makes an object that processes share; made inside a child it is the child's alone.
fn makes_shared(name: &str) -> bool {
    MEANT_FOR_ALL.contains(&name) || ALSO_OF_USE_ALONE.contains(&name)
}

/// Objects that are of use only if other processes have the same one; a child may well own a `Queue` of its own.
const MEANT_FOR_ALL: [&str; 7] = [
    "Lock",
    "RLock",
    "Semaphore",
    "BoundedSemaphore",
    "Condition",
    "Event",
    "Barrier",
];

/// Methods that change a list, dict or set.
const CHANGES: [&str; 14] = [
    "append",
    "extend",
    "insert",
    "remove",
    "pop",
    "clear",
    "sort",
    "reverse",
    "update",
    "setdefault",
    "popitem",
    "add",
    "discard",
    "__setitem__",
];

/// What there is to say about a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slips {
    /// Everything in it that probably does not do what was meant, in the order of the source.
    pub problems: Vec<Problem>,
    /// Lines of each call that gives a process its `args=`.
    argument_lines: Vec<RangeInclusive<u32>>,
}

impl Slips {
    /// Looks at a program; a program that is refused is told of elsewhere, so nothing is said about it.
    pub fn of(source: &str) -> Self {
        parse(source).map_or_else(
            |_| Self::default(),
            |module| Self::in_module(source, &module),
        )
    }

    fn in_module(source: &str, module: &Module) -> Self {
        let facts = Facts::of(module);
        let mut adviser = Adviser {
            source,
            lines: Lines::new(source),
            facts: &facts,
            slips: Self::default(),
        };
        adviser.block(&module.body);
        for function in facts.targets() {
            adviser.child(function);
        }
        let mut slips = adviser.slips;
        slips
            .problems
            .sort_by_key(|problem| (problem.span.start, problem.span.end));
        slips.problems.dedup();
        slips
    }
}

struct Adviser<'a> {
    source: &'a str,
    lines: Lines,
    facts: &'a Facts<'a>,
    slips: Slips,
}

impl<'a> Adviser<'a> {
    fn advise(&mut self, place: &Expr, message: impl Into<Text>, remedy: impl Into<Text>) {
        let span = place.span.start as usize..place.span.end as usize;
        let problem = Problem::new(self.source, &span, ProblemClass::Advice, message);
        self.slips.problems.push(problem.with_remedy(remedy));
    }

    fn text(&self, place: &Expr) -> &'a str {
        let range = place.span.start as usize..place.span.end as usize;
        self.source.get(range).unwrap_or_default()
    }

    fn block(&mut self, body: &'a [Stmt]) {
        for statement in body {
            if let StmtKind::Expr(value) = &statement.kind {
                self.not_called(value);
            }
            walk::expressions(statement, &mut |expression| self.expression(expression));
            match &statement.kind {
                StmtKind::FunctionDef(function) => self.block(&function.body),
                StmtKind::ClassDef(class) => self.block(&class.body),
                _ => {}
            }
            for block in walk::blocks(statement) {
                self.block(block);
            }
        }
    }

    /// `p.join` by itself, as a statement.
    fn not_called(&mut self, value: &Expr) {
        let ExprKind::Attribute { attr, .. } = &value.kind else {
            return;
        };
        if METHODS.contains(&attr.as_str()) {
            let text = self.text(value);
            self.advise(
                value,
                (
                    format!("`{text}` names the method and does not call it"),
                    format!("`{text}` 只写了方法名，没有调用它"),
                ),
                (format!("write `{text}()`"), format!("写 `{text}()`")),
            );
        }
    }

    fn expression(&mut self, expression: &'a Expr) {
        if let ExprKind::Call { func, keywords, .. } = &expression.kind
            && self.facts.is_plain_process(func)
        {
            let keyword = |wanted: &str| {
                let found = keywords
                    .iter()
                    .find(|(name, _)| name.as_deref() == Some(wanted));
                found.map(|(_, value)| value)
            };
            if let Some(args) = keyword("args") {
                let last = self.lines.line(expression.span.end as usize);
                self.slips.argument_lines.push(expression.span.line..=last);
                self.args(args, keyword("target"));
            }
            if let Some(target) = keyword("target") {
                self.target(target);
            }
        }
        walk::parts(expression, &mut |part| self.expression(part));
    }

    /// `args=(1)`, `args=('bob')`: brackets alone make no tuple.
    fn args(&mut self, value: &Expr, target: Option<&Expr>) {
        let text = self.text(value);
        let message = match &value.kind {
            ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Bool(_) | ExprKind::None => (
                format!("`args=({text})` is no tuple, but the value {text} itself"),
                format!("`args=({text})` 不是元组，而是值 {text} 本身"),
            ),
            ExprKind::Str(content) if self.facts.takes(target, content.chars().count()) => return,
            ExprKind::Str(_) | ExprKind::FString(_) => (
                format!("`args=({text})` is a text: each of its characters becomes an argument"),
                format!("`args=({text})` 是一段文本：其中每个字符各成为一个参数"),
            ),
            _ => return,
        };
        self.advise(
            value,
            message,
            (
                format!("write `args=({text},)`: the comma makes the tuple"),
                format!("写 `args=({text},)`：有逗号才是元组"),
            ),
        );
    }

    /// `target=work()`: it runs here, and its result becomes the target.
    fn target(&mut self, value: &Expr) {
        let ExprKind::Call { func, .. } = &value.kind else {
            return;
        };
        let name = self.text(func);
        let is_called_for_nothing = match self.facts.function(func) {
            Some(function) => !program::returns_value(&function.body),
            None => name == "print",
        };
        if is_called_for_nothing {
            self.advise(
                value,
                (
                    format!(
                        "`{name}(...)` runs here, in this process; the child gets its result, None, as target"
                    ),
                    format!("`{name}(...)` 就在这里、在本进程中运行；子进程得到的 target 是它的结果 None"),
                ),
                (
                    format!("write `target={name}`, and what it is called with as `args=(...)`"),
                    format!("写 `target={name}`，调用的参数写在 `args=(...)` 里"),
                ),
            );
        }
    }

    // --- what runs in a child ---------------------------------------------------------------------------------------

    fn child(&mut self, function: &'a FunctionDef) {
        self.own_objects(&function.body);
        let changed = self.facts.changed_in(function);
        for (place, name) in changed {
            self.advise(
                place,
                (
                    format!("`{name}` is the child's own copy: the change is not seen in other processes"),
                    format!("`{name}` 是子进程自己的副本：这里的改动别的进程看不到"),
                ),
                (
                    "send the values through a `Queue`, or use a `Value` or an `Array`",
                    "用 `Queue` 传递这些值，或用 `Value`、`Array`",
                ),
            );
        }
    }

    /// A lock made in the child.
    fn own_objects(&mut self, body: &'a [Stmt]) {
        for statement in body {
            if let StmtKind::Assign { value, .. } = &statement.kind
                && let ExprKind::Call { func, .. } = &value.kind
                && let Some(name) = self.facts.shared_class(func)
                && MEANT_FOR_ALL.contains(&name)
                && !self.facts.starts_processes(body)
            {
                self.advise(
                    value,
                    (
                        format!("each process that runs this makes a `{name}` of its own: it holds back nobody else"),
                        format!("每个运行到这里的进程都新建自己的 `{name}`：它管不到别的进程"),
                    ),
                    (
                        format!("make one `{name}` before the processes start, and pass it as an argument"),
                        format!("在启动进程之前建一个 `{name}`，作为参数传入"),
                    ),
                );
            }
            for block in walk::blocks(statement) {
                self.own_objects(block);
            }
        }
    }
}
