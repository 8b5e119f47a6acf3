//! The shared terminal as an object: shown where lines can tear.

use ratatui::style::Style;

use super::super::region::View;
use super::super::text::{Row, pad};
use super::super::theme::Role;
use super::Columns;
use crate::lesson::StdoutMode;
use crate::trace::ObjectType;

/// Whether it is shown: output is unbuffered, so that every piece of a line is a write of its own, and there is some.
pub fn is_shown(view: &View<'_>) -> bool {
    let run = &view.lesson.run;
    run.facts.stdout == StdoutMode::Unbuffered && !run.world.output.rows.is_empty()
}

/// `stdout  shared     last writer [2]   line open  no lock`
pub fn rows(view: &View<'_>, columns: Columns) -> Vec<Row> {
    let ink = view.ink;
    let output = &view.world().output;
    let has_lock = view
        .world()
        .objects
        .values()
        .any(|object| matches!(object.type_, ObjectType::Lock | ObjectType::Rlock));
    let line = if output.line_open {
        ink.pick("line open", "行未完")
    } else {
        ink.pick("line whole", "行完整")
    };
    let shared = ink.pick("shared", "共享");
    let row = Row::new()
        .with(pad("stdout", columns.name + 2), ink.style(Role::Text))
        .with(pad(shared, columns.type_ + 2), ink.style(Role::Dim))
        .with(
            format!("{} ", ink.pick("last writer", "最后写者")),
            ink.style(Role::Text),
        )
        .with_spans(output.last_writer.map(|writer| ink.badge(writer)))
        .with("   ", Style::default())
        .with(line, ink.style(Role::Strong));
    if has_lock {
        return vec![row];
    }
    let row = row
        .with("  ", Style::default())
        .with(ink.pick("no lock", "没有锁"), ink.style(Role::Dim));
    let reason = ink.pick(
        "nothing in this program keeps two writers apart",
        "这个程序里没有什么能把两个写者隔开",
    );
    vec![
        row,
        Row::new(),
        Row::new().with(format!(" {reason}"), ink.style(Role::Dim)),
    ]
}
