//! The overlay of `o`: what can be turned, with the outcome of the run before.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::glyphs::Glyph;
use super::ink::Ink;
use super::overlay;
use super::region::{self, Title};
use super::status::speed_text;
use super::text::{Row, cut_middle, draw_rows, pad, width};
use super::theme::Role;
use super::words::Word;
use crate::app::drawn::Drawn;
use crate::app::{Field, Knobs, LessonScreen, Outcome};

/// Cells of a value.
const VALUE_CELLS: usize = 12;

/// Cells of a name at most.
const NAME_CELLS: usize = 34;

/// Draws it.
pub fn render(
    ink: &Ink,
    screen: &LessonScreen,
    knobs: &Knobs,
    area: Rect,
    buf: &mut Buffer,
    drawn: &mut Drawn,
) {
    let cells = overlay::cells(area);
    let names: Vec<String> = knobs
        .fields
        .iter()
        .map(|field| name(ink, screen, field))
        .collect();
    let name_cells = names
        .iter()
        .map(|name| width(name))
        .max()
        .unwrap_or(0)
        .min(NAME_CELLS);
    let mut rows = vec![Row::new()];
    for (place, (field, name)) in knobs.fields.iter().zip(&names).enumerate() {
        let is_chosen = place == knobs.chosen;
        let mark = if is_chosen {
            ink.glyph(Glyph::Chosen)
        } else {
            " "
        };
        let name = cut_middle(name, name_cells, ink.cut_mark());
        let value_role = if is_chosen || !field.is_default() {
            Role::Strong
        } else {
            Role::Text
        };
        let row = Row::new()
            .with(format!(" {mark} "), ink.style(Role::Strong))
            .with(pad(&name, name_cells + 2), ink.style(Role::Text))
            .with(pad(&value(ink, field), VALUE_CELLS), ink.style(value_role))
            .with(range(ink, screen, field), ink.style(Role::Dim));
        rows.push(row.cut(cells, ink.cut_mark()));
    }
    rows.push(Row::new());
    for (word, outcome) in [
        (ink.pick("before", "上次"), screen.before.clone()),
        (ink.pick("now", "本次"), Outcome::of(&screen.run)),
    ] {
        if let Some(outcome) = outcome {
            rows.push(
                Row::new()
                    .with(format!("   {}", pad(word, 8)), ink.style(Role::Dim))
                    .with(outcome.text(ink.language), ink.style(Role::Text))
                    .cut(cells, ink.cut_mark()),
            );
        }
    }
    let area = overlay::open(ink, area, rows.len() + 1, buf);
    let title = Title {
        name: ink.pick("Knobs", "参数").to_string(),
        right: ink
            .pick("Enter runs, Esc closes", "回车运行，Esc 关闭")
            .to_string(),
        is_focused: true,
        ..Title::default()
    };
    region::rule(ink, &title, area.width.into()).draw(buf, area.x, area.y, area.width);
    drawn.targets.clear();
    draw_rows(rows, region::below_title(area), buf);
}

fn name(ink: &Ink, screen: &LessonScreen, field: &Field) -> String {
    match field {
        Field::Number { knob, .. } => screen
            .listing()
            .and_then(|listing| listing.knobs.get(*knob))
            .map_or_else(String::new, |knob| knob.label.get(ink.language).to_string()),
        Field::Stdout { .. } => "stdout".to_string(),
        Field::Start(_) => ink.pick("start method", "启动方式").to_string(),
        Field::Seed(_) => ink.pick("seed", "种子").to_string(),
        Field::Speed(_) => ink.pick("speed", "速度").to_string(),
    }
}

fn value(ink: &Ink, field: &Field) -> String {
    match field {
        Field::Number { value: None, .. } => String::from("--"),
        Field::Number {
            value: Some(value), ..
        } => value.to_string(),
        Field::Stdout { value, .. } => ink.word(Word::Stdout(*value)).to_string(),
        Field::Start(method) => method.word().to_string(),
        Field::Seed(None) => ink.pick("any", "任意").to_string(),
        Field::Seed(Some(seed)) => seed.to_string(),
        Field::Speed(speed) => speed_text(*speed),
    }
}

/// From where to where it goes, and what it was: `1 to 20, was 5`.
fn range(ink: &Ink, screen: &LessonScreen, field: &Field) -> String {
    match field {
        Field::Number { value: None, .. } => ink
            .pick(
                "the changed program has no such number",
                "改过的程序里没有这个数",
            )
            .to_string(),
        Field::Number {
            knob,
            value,
            default,
            ..
        } => {
            let knob = screen
                .listing()
                .and_then(|listing| listing.knobs.get(*knob));
            let Some(knob) = knob else {
                return String::new();
            };
            let to = ink.pick("to", "到");
            let range = format!("{} {to} {}", knob.min, knob.max);
            match default.filter(|default| Some(*default) != *value) {
                Some(default) => format!("{range}   {} {default}", ink.pick("was", "原为")),
                None => range,
            }
        }
        Field::Stdout { .. } => ink
            .pick("terminal, pipe, unbuffered", "终端、管道、无缓冲")
            .to_string(),
        Field::Start(_) => "fork, spawn".to_string(),
        Field::Seed(_) => ink
            .pick("of the random numbers", "随机数的种子")
            .to_string(),
        Field::Speed(_) => ink.pick("of the clock", "时钟的快慢").to_string(),
    }
}
