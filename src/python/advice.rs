//! Advice on programs that run, but not as their author meant: the slips that beginners make with processes.
//!
//! A slip is recognized by the program's structure ([`advise`]) or by the exception it led to ([`on_exception`]),
//! never by its text. Advice refuses nothing: CPython runs these programs, and so does forklore. Who shows it, and
//! where, is left to the caller; the program's own stdout and stderr stay as they are.

mod program;

use program::Facts;

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

/// What makes an object that processes share; made inside a child it is the child's alone.
const SHARED: [&str; 14] = [
    "Lock",
    "RLock",
    "Semaphore",
    "BoundedSemaphore",
    "Condition",
    "Event",
    "Barrier",
    "Queue",
    "SimpleQueue",
    "JoinableQueue",
    "Value",
    "Array",
    "Pipe",
    "Pool",
];

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

/// Everything in `module` that probably does not do what was meant, in the order of the source.
pub fn advise(source: &str, module: &Module) -> Vec<Problem> {
    let facts = Facts::of(module);
    let mut adviser = Adviser {
        source,
        facts: &facts,
        problems: Vec::new(),
    };
    adviser.block(&module.body);
    for name in facts.targets() {
        if let Some(function) = facts.functions.get(name) {
            adviser.child(function);
        }
    }
    let mut problems = adviser.problems;
    problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    problems.dedup();
    problems
}

/// Advice on an uncaught exception: its class by name and its message. As a sentence without a final dot; none where
/// the message says enough.
pub fn on_exception(class: &str, message: &str) -> Option<&'static str> {
    let is = |known: &str| message.starts_with(known);
    Some(match class {
        "AssertionError" if is("cannot start a process twice") => {
            "a process runs once: make a new `Process` for each start"
        }
        "AssertionError" if is("can only join a started process") => {
            "call `start()` before `join()`"
        }
        "AssertionError" if is("daemonic processes are not allowed to have children") => {
            "leave out `daemon=True` for a process that starts others (the workers of a pool are daemons)"
        }
        "AssertionError"
            if is("can only join a child process") || is("can only test a child process") =>
        {
            "a process is joined by the one that made it"
        }
        "AssertionError" if is("attempt to release recursive lock not owned") => {
            "an `RLock` is released by the process that acquired it"
        }
        "AssertionError" if is("must acquire() condition") || is("lock is not owned") => {
            "use the condition inside `with condition:`"
        }
        "AttributeError" if is("'NoneType' object has no attribute 'terminate'") => {
            "call `start()` before `terminate()`"
        }
        "AttributeError" if is("'NoneType' object has no attribute 'kill'") => {
            "call `start()` before `kill()`"
        }
        "ValueError" if is("semaphore or lock released too many times") => {
            "`release()` belongs to an `acquire()` before it; `with lock:` pairs them by itself"
        }
        "ValueError" if is("Pool not running") => {
            "give the pool its tasks before `close()`, inside the `with` block"
        }
        "ValueError" if is("Pool is still running") => {
            "call `close()` (or `terminate()`) before `join()`"
        }
        "RuntimeError"
            if message.contains("An attempt has been made to start a new process before") =>
        {
            "under spawn each child imports the program again: put what starts processes under \
             `if __name__ == '__main__':`"
        }
        "RuntimeError"
            if message.contains("should only be shared between processes through inheritance") =>
        {
            "pass it to the process as an argument: `args=(lock,)`; a pool takes it by `initializer=`"
        }
        "TypeError" if message.ends_with("object is not iterable") => {
            "if it is the `args=` of a process: a tuple of one needs a comma, `args=(value,)`"
        }
        "TypeError" if message.contains("positional argument") => {
            "`args=` holds one value for each parameter of the target; a text alone is taken apart into its \
             characters, `args=('text',)` is one value"
        }
        "TypeError" if message.ends_with("object is not callable") => {
            "give the function itself as the target, without calling it: `target=work`, not `target=work()`"
        }
        "EOFError" => {
            "every sender has closed its end of the pipe: stop reading when that is meant, or send an end mark"
        }
        "BrokenPipeError" => "nobody reads from the pipe any more",
        "PicklingError" | "AttributeError" if message.starts_with("Can't pickle") => {
            "what goes to another process is sent by its name: use a function at the top level of the program, no \
             `lambda` and no function inside a function"
        }
        "RecursionError" => {
            "a function calls itself without end: give it a case in which it returns at once"
        }
        _ => return None,
    })
}

struct Adviser<'a> {
    source: &'a str,
    facts: &'a Facts<'a>,
    problems: Vec<Problem>,
}

impl<'a> Adviser<'a> {
    fn advise(&mut self, place: &Expr, message: impl Into<String>, remedy: impl Into<String>) {
        let span = place.span.start as usize..place.span.end as usize;
        let problem = Problem::new(self.source, &span, ProblemClass::Advice, message);
        self.problems.push(problem.with_remedy(remedy));
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
                format!("`{text}` names the method and does not call it"),
                format!("write `{text}()`"),
            );
        }
    }

    fn expression(&mut self, expression: &'a Expr) {
        if let ExprKind::Call { func, keywords, .. } = &expression.kind
            && self.facts.makes_process(func)
        {
            for (name, value) in keywords {
                match name.as_deref() {
                    Some("args") => self.args(value),
                    Some("target") => self.target(value),
                    _ => {}
                }
            }
        }
        walk::parts(expression, &mut |part| self.expression(part));
    }

    /// `args=(1)`, `args=('bob')`: brackets alone make no tuple.
    fn args(&mut self, value: &Expr) {
        let text = self.text(value).trim_matches(['(', ')']);
        let message = match &value.kind {
            ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Bool(_) | ExprKind::None => {
                format!("`args=({text})` is no tuple, but the value {text} itself")
            }
            ExprKind::Str(_) | ExprKind::FString(_) => {
                format!("`args=({text})` is a text: each of its characters becomes an argument")
            }
            _ => return,
        };
        self.advise(
            value,
            message,
            format!("write `args=({text},)`: the comma makes the tuple"),
        );
    }

    /// `target=work()`: it runs here, and its result becomes the target.
    fn target(&mut self, value: &Expr) {
        let ExprKind::Call { func, .. } = &value.kind else {
            return;
        };
        let ExprKind::Name(name) = &func.kind else {
            return;
        };
        let is_called_for_nothing = match self.facts.functions.get(name.as_str()) {
            Some(function) => !program::returns_value(&function.body),
            None => name == "print",
        };
        if is_called_for_nothing {
            self.advise(
                value,
                format!("`{name}(...)` runs here, in this process; the child gets its result, None, as target"),
                format!("write `target={name}`, and what it is called with as `args=(...)`"),
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
                format!(
                    "`{name}` is the child's own copy: the change is not seen in other processes"
                ),
                "send the values through a `Queue`, or use a `Value` or an `Array`",
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
                    format!("each process that runs this makes a `{name}` of its own: it holds back nobody else"),
                    format!("make one `{name}` before the processes start, and pass it as an argument"),
                );
            }
            for block in walk::blocks(statement) {
                self.own_objects(block);
            }
        }
    }
}
