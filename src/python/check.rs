//! Names: refuses imports, builtins and attributes that forklore does not run, before the first line runs.
//!
//! A name that neither the program nor Python defines is not refused: CPython raises NameError only when it gets
//! there, and so does the machine.

use std::collections::HashSet;
use std::ops::Range;

use crate::lesson::Text;
use crate::python::library::{self, Support};
use crate::python::placement;
use crate::python::problem::{Problem, ProblemClass};
use crate::python::scope::{Scope, Scopes};
use crate::python::syntax::{
    ClassDef, Comprehension, Expr, ExprKind, FunctionDef, Module, Span, Stmt, StmtKind,
};
use crate::python::walk;

/// Looks at every name of `module`. `annotation_names` are the names in its type hints.
pub fn check(source: &str, module: &Module, annotation_names: &[(String, Span)]) -> Vec<Problem> {
    let mut defined = HashSet::new();
    collect_attributes(&module.body, &mut defined);
    let scope = Scope::of_module(&module.body);
    let mut checker = Checker {
        source,
        bound: scope.names().map(str::to_owned).collect(),
        scopes: Scopes::new(scope),
        defined,
        has_refused_import: false,
        problems: placement::check(source, module),
    };
    checker.block(&module.body);
    checker.annotations(annotation_names);
    checker.problems
}

/// Adds every attribute that the program itself makes: by assignment, in a class body, by `setattr`.
fn collect_attributes<'tree>(body: &'tree [Stmt], defined: &mut HashSet<&'tree str>) {
    for statement in body {
        walk::targets(statement, &mut |target| {
            if let ExprKind::Attribute { attr, .. } = &target.kind {
                defined.insert(attr);
            }
        });
        walk::expressions(statement, &mut |expression| {
            collect_setattr(expression, defined);
        });
        match &statement.kind {
            StmtKind::FunctionDef(function) => collect_attributes(&function.body, defined),
            StmtKind::ClassDef(class) => {
                collect_members(&class.body, defined);
                collect_attributes(&class.body, defined);
            }
            _ => {}
        }
        for block in walk::blocks(statement) {
            collect_attributes(block, defined);
        }
    }
}

/// Names bound in a class body are attributes of the class.
fn collect_members<'tree>(body: &'tree [Stmt], defined: &mut HashSet<&'tree str>) {
    for statement in body {
        match &statement.kind {
            StmtKind::FunctionDef(function) => {
                defined.insert(&function.name);
            }
            StmtKind::ClassDef(class) => {
                defined.insert(&class.name);
            }
            StmtKind::Import(modules) => {
                defined.extend(modules.iter().filter_map(|(_, name)| name.as_deref()));
            }
            _ => {}
        }
        walk::targets(statement, &mut |target| {
            if let ExprKind::Name(name) = &target.kind {
                defined.insert(name);
            }
        });
        for block in walk::blocks(statement) {
            collect_members(block, defined);
        }
    }
}

fn collect_setattr<'tree>(expression: &'tree Expr, defined: &mut HashSet<&'tree str>) {
    if let ExprKind::Call { func, args, .. } = &expression.kind
        && matches!(&func.kind, ExprKind::Name(name) if name == "setattr")
        && let Some(ExprKind::Str(name)) = args.get(1).map(|argument| &argument.kind)
    {
        defined.insert(name);
    }
    walk::parts(expression, &mut |part| collect_setattr(part, defined));
}

struct Checker<'src> {
    source: &'src str,
    scopes: Scopes,
    /// Attributes that the program makes.
    defined: HashSet<&'src str>,
    /// Names bound in any scope so far.
    bound: HashSet<String>,
    /// Whether a module was refused so far.
    has_refused_import: bool,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn refuse(&mut self, span: &Range<usize>, message: impl Into<Text>, remedy: impl Into<Text>) {
        let problem = Problem::new(self.source, span, ProblemClass::Unsupported, message);
        self.problems.push(problem.with_remedy(remedy));
    }

    /// Refuses `name` (as the program would write it) for what the library says about it.
    fn refuse_known(&mut self, span: &Range<usize>, name: &str, support: Support) {
        match support {
            Support::Available => {}
            Support::Refused { why: "", remedy } => {
                self.refuse(span, unavailable(name), library::in_both(remedy));
            }
            Support::Refused { why, remedy } => {
                let why = library::in_both(why);
                let message = (
                    format!("`{name}` is not available: {}", why.en),
                    format!("`{name}` 不可用：{}", why.zh),
                );
                self.refuse(span, message, library::in_both(remedy));
            }
        }
    }

    fn block(&mut self, body: &[Stmt]) {
        for statement in body {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Stmt) {
        walk::targets(statement, &mut |target| self.target(target));
        walk::expressions(statement, &mut |expression| self.expression(expression));
        match &statement.kind {
            StmtKind::Import(modules) => self.import(statement.span, modules),
            StmtKind::ImportFrom { module, names } => {
                self.import_from(statement.span, module, names);
            }
            StmtKind::FunctionDef(function) => self.function(function),
            StmtKind::ClassDef(class) => self.class(class),
            StmtKind::Nonlocal(names) => self.nonlocal(statement.span, names),
            _ => {}
        }
        for block in walk::blocks(statement) {
            self.block(block);
        }
    }

    fn enter(&mut self, scope: Scope) {
        self.bound.extend(scope.names().map(str::to_owned));
        self.scopes.push(scope);
    }

    fn function(&mut self, function: &FunctionDef) {
        self.enter(Scope::of_function(function));
        self.block(&function.body);
        self.scopes.pop();
    }

    fn class(&mut self, class: &ClassDef) {
        for statement in &class.body {
            self.member(statement);
        }
        self.enter(Scope::of_class(&class.body));
        self.block(&class.body);
        self.scopes.pop();
    }

    /// Refuses special methods that nothing would call.
    fn member(&mut self, statement: &Stmt) {
        let StmtKind::FunctionDef(function) = &statement.kind else {
            return;
        };
        if is_special(&function.name) && !library::is_special_method(&function.name) {
            let span = self.find(&span_range(statement.span), &function.name);
            let name = &function.name;
            let message = (
                format!("the special method `{name}` is not available"),
                format!("特殊方法 `{name}` 不可用"),
            );
            let remedy = (
                "write an ordinary method and call it by its name",
                "写成普通方法，按名字调用",
            );
            self.refuse(&span, message, remedy);
        }
    }

    fn nonlocal(&mut self, span: Span, names: &[String]) {
        for name in names {
            if !self.scopes.is_in_outer_function(name) {
                let message = (
                    format!("no function around this one has a variable `{name}`"),
                    format!("外层函数里没有变量 `{name}`"),
                );
                let problem = Problem::new(
                    self.source,
                    &span_range(span),
                    ProblemClass::Syntax,
                    message,
                );
                let remedy = (
                    "use `global` for a name of the module",
                    "模块的名字用 `global`",
                );
                self.problems.push(problem.with_remedy(remedy));
            }
        }
    }

    // --- imports ------------------------------------------------------------------------------------------------

    fn import(&mut self, statement: Span, modules: &[(String, Option<String>)]) {
        let mut rest = span_range(statement);
        for (path, _) in modules {
            let place = self.find(&rest, path);
            rest.start = place.end;
            self.module(&place, path);
        }
    }

    /// Refuses a module that is not available; says whether it is.
    fn module(&mut self, place: &Range<usize>, path: &str) -> bool {
        let support = match library::namespace(path) {
            Some(namespace) if namespace.is_module => Some(namespace.support),
            _ => library::refused_module(path),
        };
        match support {
            Some(Support::Available) => return true,
            Some(support) => self.refuse_known(place, path, support),
            None => {
                let message = (
                    format!("the module `{path}` is not available"),
                    format!("模块 `{path}` 不可用"),
                );
                let remedy = match closest(path, library::modules()) {
                    Some(module) => did_you_mean(module),
                    None => (
                        format!("use these: {}", list(library::modules(), ", ")),
                        format!("可用的有：{}", list(library::modules(), "、")),
                    ),
                };
                self.refuse(place, message, remedy);
            }
        }
        self.has_refused_import = true;
        false
    }

    fn import_from(
        &mut self,
        statement: Span,
        path: &str,
        names: &[(String, Option<String>, Span)],
    ) {
        let place = self.find(&span_range(statement), path);
        if !self.module(&place, path) {
            return;
        }
        for (name, _, span) in names {
            let start = span.start as usize;
            self.namespace_name(&(start..start + name.len()), path, name);
        }
    }

    /// Refuses `name` of the namespace at `path` if it is not available there.
    fn namespace_name(&mut self, place: &Range<usize>, path: &str, name: &str) {
        let Some(namespace) = library::namespace(path) else {
            return;
        };
        let full = format!("{path}.{name}");
        if library::namespace(&full).is_some() {
            return;
        }
        if let Some(support) = namespace.support_of(name) {
            self.refuse_known(place, &full, support);
        } else {
            let remedy = match closest(name, namespace.available()) {
                Some(known) => did_you_mean(&format!("{path}.{known}")),
                None => (
                    format!(
                        "use these of `{path}`: {}",
                        list(namespace.available(), ", ")
                    ),
                    format!("`{path}` 里可用的有：{}", list(namespace.available(), "、")),
                ),
            };
            self.refuse(place, unavailable(&full), remedy);
        }
    }

    // --- expressions --------------------------------------------------------------------------------------------

    fn target(&mut self, target: &Expr) {
        let written = match &target.kind {
            ExprKind::Attribute { value, attr } => {
                let Some(path) = self.scopes.namespace_of(value) else {
                    return;
                };
                format!("{path}.{attr}")
            }
            ExprKind::Name(name) if name == "__debug__" => name.clone(),
            _ => return,
        };
        let message = (
            format!("`{written}` cannot be changed"),
            format!("`{written}` 不能改"),
        );
        let remedy = (
            "give your own object another name",
            "给自己的对象起别的名字",
        );
        self.refuse(&span_range(target.span), message, remedy);
    }

    fn expression(&mut self, expression: &Expr) {
        match &expression.kind {
            ExprKind::Name(name) => self.name(expression.span, name),
            ExprKind::Attribute { value, attr } => {
                self.attribute(expression, value, attr);
                self.expression(value);
            }
            ExprKind::Lambda { params, body } => {
                walk::defaults(params).for_each(|default| self.expression(default));
                self.enter(Scope::of_lambda(params, body));
                self.expression(body);
                self.scopes.pop();
            }
            ExprKind::Comprehension(node) => self.comprehension(node),
            _ => walk::parts(expression, &mut |part| self.expression(part)),
        }
    }

    /// The first iterable is evaluated outside, all else inside the comprehension's own scope.
    fn comprehension(&mut self, node: &Comprehension) {
        if let Some(first) = node.generators.first() {
            self.expression(&first.iter);
        }
        self.enter(Scope::of_comprehension(node));
        for (index, generator) in node.generators.iter().enumerate() {
            self.expression(&generator.target);
            if index > 0 {
                self.expression(&generator.iter);
            }
            generator.ifs.iter().for_each(|test| self.expression(test));
        }
        for result in walk::comprehension_results(&node.kind) {
            self.expression(result);
        }
        self.scopes.pop();
    }

    fn name(&mut self, span: Span, name: &str) {
        if self.scopes.resolve(name).is_none()
            && let Some(support) = library::builtin(name)
        {
            self.refuse_known(&span_range(span), name, support);
        }
    }

    fn attribute(&mut self, expression: &Expr, value: &Expr, attr: &str) {
        let end = expression.span.end as usize;
        let place = end.saturating_sub(attr.len())..end;
        if let Some(path) = self.scopes.namespace_of(value) {
            self.namespace_name(&place, &path, attr);
            return;
        }
        if self.defined.contains(attr) {
            return;
        }
        match library::attribute(attr) {
            Some(support) => self.refuse_known(&place, &format!(".{attr}"), support),
            // It may belong to what was refused at its import: once is enough.
            None if self.has_refused_import => {}
            None => {
                let own = closest(attr, self.defined.iter().copied());
                let remedy = match own.or_else(|| closest(attr, library::attributes())) {
                    Some(known) => did_you_mean(&format!(".{known}")),
                    None => (
                        "use what the types of the course offer, or write a function".to_owned(),
                        "用课程里的类型所提供的，或自己写函数".to_owned(),
                    ),
                };
                let message = (
                    format!("no type here has an attribute `{attr}`, and the program defines none"),
                    format!("这里没有类型带属性 `{attr}`，程序也没有定义它"),
                );
                self.refuse(&place, message, remedy);
            }
        }
    }

    /// CPython evaluates type hints where the machine does not: a name that is defined nowhere would be told apart.
    fn annotations(&mut self, names: &[(String, Span)]) {
        for (name, span) in names {
            if !self.bound.contains(name) && library::builtin(name).is_none() {
                let message = (
                    format!("`{name}` in this type hint is not defined"),
                    format!("类型标注里的 `{name}` 没有定义"),
                );
                let remedy = (
                    "leave the hint out, or import the name",
                    "去掉标注，或导入这个名字",
                );
                self.refuse(&span_range(*span), message, remedy);
            }
        }
    }

    /// Where `word` stands within `range`, as a whole word; the range itself if it does not.
    fn find(&self, range: &Range<usize>, word: &str) -> Range<usize> {
        let Some(text) = self.source.get(range.clone()) else {
            return range.clone();
        };
        let is_word_part =
            |character: char| character.is_alphanumeric() || character == '_' || character == '.';
        let is_whole = |offset: &usize| {
            !text[..*offset].ends_with(is_word_part)
                && !text[*offset + word.len()..].starts_with(is_word_part)
        };
        let offsets = text.match_indices(word).map(|(offset, _)| offset);
        match offsets.into_iter().find(is_whole) {
            Some(offset) => range.start + offset..range.start + offset + word.len(),
            None => range.clone(),
        }
    }
}

fn is_special(name: &str) -> bool {
    name.len() > 4 && name.starts_with("__") && name.ends_with("__")
}

fn span_range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

fn list(names: impl Iterator<Item = &'static str>, comma: &str) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(comma)
}

fn unavailable(name: &str) -> (String, String) {
    (
        format!("`{name}` is not available"),
        format!("`{name}` 不可用"),
    )
}

fn did_you_mean(name: &str) -> (String, String) {
    (
        format!("did you mean `{name}`?"),
        format!("是不是想写 `{name}`？"),
    )
}

/// The known name that `name` is probably a slip of: at most two edits away, and less than half of it.
fn closest<'known>(name: &str, known: impl Iterator<Item = &'known str>) -> Option<&'known str> {
    let limit = 2.min(name.chars().count().saturating_sub(1) / 2);
    let scored = known.map(|candidate| (distance(name, candidate), candidate));
    let (_, candidate) = scored.filter(|(edits, _)| *edits <= limit).min()?;
    Some(candidate)
}

/// Levenshtein's distance (1965), one row of the matrix at a time.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, character) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(character != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}
