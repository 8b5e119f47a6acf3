//! The classic slips of syntax: each is told at its place, with what to write.

use forklore::python::parse::parse;
use forklore::python::problem::ProblemClass;

/// Each problem of `source` as `line:column message | remedy`.
fn hints(source: &str) -> Vec<String> {
    let problems = parse(source).err().unwrap_or_default();
    let text = |problem: forklore::python::problem::Problem| {
        assert_eq!(problem.class, ProblemClass::Syntax, "{source:?}");
        let remedy = problem.remedy.unwrap_or_default().en;
        format!(
            "{}:{} {} | {remedy}",
            problem.line, problem.column, problem.message.en
        )
    };
    problems.into_iter().map(text).collect()
}

#[track_caller]
fn hinted(source: &str, expected: &[&str]) {
    assert_eq!(hints(source), expected, "{source}");
}

#[test]
fn a_missing_colon_is_shown_behind_its_line() {
    hinted(
        "if x > 1  # why\n    f()",
        &["1:9 missing `:` after `if` | end the `if` line with `:`"],
    );
    hinted(
        "def f()\n    pass",
        &["1:8 missing `:` after `def` | end the `def` line with `:`"],
    );
    hinted(
        "if x:\n    f()\nelse\n    g()",
        &["3:5 missing `:` after `else` | end the `else` line with `:`"],
    );
    hinted(
        "for i in f(lambda: 1)\n    g()",
        &["1:22 missing `:` after `for` | end the `for` line with `:`"],
    );
    for word in [
        "while True",
        "class A",
        "class A(B)",
        "try",
        "with a as b",
        "if d[1:2]",
    ] {
        let first = word.split(' ').next().expect("a word");
        let expected = format!(
            "1:{} missing `:` after `{first}` | end the `{first}` line with `:`",
            word.len() + 1
        );
        assert_eq!(hints(&format!("{word}\n    pass\n"))[0], expected);
    }
}

#[test]
fn several_lines_are_told_at_once() {
    hinted(
        "while True\n    if x\n        y = = 2\n",
        &[
            "1:11 missing `:` after `while` | end the `while` line with `:`",
            "2:9 missing `:` after `if` | end the `if` line with `:`",
            "3:13 expected an expression | ",
        ],
    );
}

#[test]
fn print_of_python_2_is_told() {
    let message = "`print` is a function and needs brackets";
    hinted("print x", &[&format!("1:1 {message} | write `print(x)`")]);
    hinted(
        "if x: print 'a', 1",
        &[&format!("1:7 {message} | write `print('a', 1)`")],
    );
}

#[test]
fn an_assignment_in_a_condition_is_told() {
    let hint = "`=` assigns, it does not compare | write `==` to compare";
    hinted("if x = 5:\n    f()", &[&format!("1:6 {hint}")]);
    hinted("while f(a=1) = 5:\n    f()", &[&format!("1:14 {hint}")]);
    hinted(
        "if __name__ = '__main__':\n    main()\n",
        &[&format!("1:13 {hint}")],
    );
}

#[test]
fn an_unclosed_bracket_is_shown_where_it_opens() {
    hinted(
        "print('a'\nx = 1\ny = 2",
        &["1:6 this `(` is never closed | close it with `)`"],
    );
    hinted(
        "p = Process(target=f, args=(1,)\np.start()\nfor p in q:\n    p.join()",
        &["1:12 this `(` is never closed | close it with `)`"],
    );
    hinted(
        "x = {1: [2, 3}\n",
        &["1:14 this `}` does not match the `[` of line 1 | close `[` with `]` first"],
    );
    hinted(
        "x = 1)\n",
        &["1:6 this `)` closes nothing | remove it, or open it before"],
    );
    hinted(
        "x = 1\nf('信号', (2)",
        &["2:2 this `(` is never closed | close it with `)`"],
    );
}

#[test]
fn an_unclosed_quote_is_shown_where_it_opens() {
    hinted(
        "x = 'abc\ny = 1",
        &["1:5 this ' is never closed | end the text with ' on the same line"],
    );
    hinted(
        "x = 1\ny = f(\"\"\"abc\nz)",
        &["2:7 this \"\"\" is never closed | end the text with \"\"\""],
    );
    hinted(
        "x = f'{y}\nz = 1",
        &["1:5 this ' is never closed | end the text with ' on the same line"],
    );
    assert!(
        hints("print('it's')")[0]
            .starts_with("1:10 this quote ends the string | use the other kind")
    );
}

#[test]
fn full_width_signs_are_told_once_a_line() {
    let hint = |place: &str, found: &str, wanted: &str| {
        let english = "(switch the input method to English signs)";
        format!("{place} Python does not know the full-width {found} | write {wanted} {english}")
    };
    hinted(
        "print（'a'）\nif x：\n    pass",
        &[
            &hint("1:6", "`（` `）`", "`(` `)`"),
            &hint("2:5", "`：`", "`:`"),
        ],
    );
    hinted("x = [1，2]", &[&hint("1:7", "`，`", "`,`")]);
    hinted(
        "print(“信号：”)",
        &[&hint("1:7", "`“` `：` `”`", "`\"` `:` `\"`")],
    );
    hinted("x = ‘a’；", &[&hint("1:5", "`‘` `’` `；`", "`'` `'` `;`")]);
    hinted("f()。", &[&hint("1:4", "`。`", "`.`")]);
    hinted("if ！x:\n    pass", &[&hint("1:4", "`！`", "`!`")]);
    hinted(
        "x = 1\n\u{3000}y = 2",
        &[&hint("2:1", "blank U+3000", "a plain space")],
    );
    assert_eq!(
        hints("print('（：，“”')"),
        [""; 0],
        "inside a string they are text"
    );
}

#[test]
fn wrong_indentation_is_told() {
    hinted(
        "if x:\nf()",
        &[
            "2:1 expected an indented block after `if` statement | indent the lines that belong to it by 4 spaces",
        ],
    );
    let fit = "give it as many spaces as the other lines of its block have";
    hinted(
        "x = 1\n  y = 2",
        &[&format!(
            "2:1 this line is indented, but no block begins here | {fit}"
        )],
    );
    hinted(
        "if x:\n    a\n  b",
        &[&format!(
            "3:1 the indentation of this line fits no block before it | {fit}"
        )],
    );
    hinted(
        "if x:\n\ty = 1\n        z = 2\n",
        &[
            "3:1 tabs and spaces are mixed in the indentation | indent every line with spaces, 4 for each block",
        ],
    );
}

#[test]
fn signs_and_words_of_other_languages_are_told() {
    hinted("x++", &["1:2 Python has no `++` | write `+= 1`"]);
    hinted(
        "if a && b:\n    f()",
        &["1:6 Python has no `&&` | write `and`"],
    );
    hinted(
        "if a || b:\n    f()",
        &["1:6 Python has no `||` | write `or`"],
    );
    hinted(
        "if x:\n    f()\nelse if y:\n    g()",
        &["3:1 Python has no `else if` | write `elif`"],
    );
    hinted(
        "x = a ? b : c",
        &["1:7 Python has no `?` | write `a if condition else b`"],
    );
    hinted(
        "raise E, 'x'",
        &["1:8 a `,` after the class of an exception | write `raise E('...')`"],
    );
    hinted(
        "class = 3",
        &["1:1 `class` is a keyword and cannot be a name | choose another name"],
    );
    hinted(
        "def f:\n    pass",
        &["1:5 `f` has no parameter list | write `def f():`"],
    );
    hinted(
        "1x = 3",
        &["1:1 a name cannot begin with a digit | begin it with a letter"],
    );
}

#[test]
fn a_fault_without_a_hint_keeps_the_parsers_word() {
    hinted("x = ", &["1:5 expected an expression | "]);
    assert_eq!(
        hints("f(x=1, 2)")[0],
        "1:8 positional argument cannot follow keyword argument | "
    );
}
