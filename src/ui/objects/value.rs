//! A shared value or array: its content, and what it was before.

use super::super::region::View;
use super::super::text::{Row, visible};
use super::super::theme::Role;
use crate::lesson::Language;
use crate::model::world::{Detail, Object};

/// `= 41  was 40, by [2]`
pub fn state(view: &View<'_>, object: &Object) -> Row {
    let ink = view.ink;
    let Detail::Value { repr, before } = &object.detail else {
        return Row::new();
    };
    let row = Row::new().with(format!("= {}", visible(repr)), ink.style(Role::Strong));
    let Some((old, writer)) = before else {
        return row;
    };
    let was = match ink.language {
        Language::En => format!("  was {}, by ", visible(old)),
        Language::Zh => format!("  原为 {}，改者 ", visible(old)),
    };
    row.with(was, ink.style(Role::Dim))
        .with_spans([ink.badge(*writer)])
}
