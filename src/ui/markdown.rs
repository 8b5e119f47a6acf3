//! The pages' Markdown as rows: paragraphs, headings, lists with hanging indents, quotes, code.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use ratatui::style::{Modifier, Style};

use super::glyphs::Glyph;
use super::ink::Ink;
use super::text::{Row, visible, width};
use super::theme::Role;
use super::wrap::{Prose, WIDEST_PROSE};

/// The text in rows of at most `cells` cells, prose at most [`WIDEST_PROSE`]; blank rows stand between blocks only.
pub fn rows(ink: &Ink, text: &str, cells: usize) -> Vec<Row> {
    let mut writer = Writer::new(ink, cells.clamp(1, WIDEST_PROSE));
    for event in Parser::new(text) {
        writer.take(event);
    }
    writer.end_block();
    writer.rows
}

/// What a nested block puts before its rows.
#[derive(Clone, Debug)]
struct Indent {
    /// Before the first row.
    first: String,
    /// Before the others.
    rest: String,
    /// Whether the first row was written.
    is_started: bool,
}

struct Writer<'a> {
    ink: &'a Ink,
    cells: usize,
    rows: Vec<Row>,
    prose: Prose,
    indents: Vec<Indent>,
    /// Next number of each open list; none for bullets.
    lists: Vec<Option<u64>>,
    bold: usize,
    italic: usize,
    is_code_block: bool,
    /// A line end of the source that stands before the next text.
    has_soft_break: bool,
    /// Whether the next block is kept apart from the one before by a blank row.
    needs_gap: bool,
}

impl<'a> Writer<'a> {
    fn new(ink: &'a Ink, cells: usize) -> Self {
        Self {
            ink,
            cells,
            rows: Vec::new(),
            prose: Prose::default(),
            indents: Vec::new(),
            lists: Vec::new(),
            bold: 0,
            italic: 0,
            is_code_block: false,
            has_soft_break: false,
            needs_gap: false,
        }
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.is_code_block => self.code_lines(&text),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.text(&visible(&text), self.style());
            }
            Event::Code(text) => self.text(
                &visible(&text),
                self.style().patch(self.ink.style(Role::CodeCall)),
            ),
            Event::SoftBreak => self.has_soft_break = true,
            Event::HardBreak => self.end_rows(),
            Event::Rule => {
                self.end_block();
                let dash = self.ink.glyph(Glyph::Dash).repeat(self.room());
                self.put(Row::new().with(dash, self.ink.style(Role::Rule)));
                self.needs_gap = true;
            }
            Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.end_block();
                self.bold += 1;
            }
            Tag::Strong => self.bold += 1,
            Tag::Emphasis => self.italic += 1,
            Tag::List(first) => {
                self.end_block_of_item();
                self.lists.push(*first);
            }
            Tag::Item => self.start_item(),
            Tag::BlockQuote(_) => {
                self.end_block();
                self.indents.push(Indent {
                    first: "  ".into(),
                    rest: "  ".into(),
                    is_started: true,
                });
            }
            Tag::CodeBlock(_) => {
                self.end_block();
                self.is_code_block = true;
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.end_block(),
            TagEnd::Heading(_) => {
                self.end_block();
                self.bold = self.bold.saturating_sub(1);
            }
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Item => {
                self.end_rows();
                self.indents.pop();
                self.needs_gap = false;
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.needs_gap = self.lists.is_empty();
            }
            TagEnd::BlockQuote(_) => {
                self.end_block();
                self.indents.pop();
            }
            TagEnd::CodeBlock => {
                self.is_code_block = false;
                self.needs_gap = true;
            }
            _ => {}
        }
    }

    fn start_item(&mut self) {
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => format!("{} ", self.ink.glyph(Glyph::Bullet)),
        };
        let rest = " ".repeat(width(&mark));
        self.indents.push(Indent {
            first: mark,
            rest,
            is_started: false,
        });
    }

    /// A list inside an item goes on directly below the item's text.
    fn end_block_of_item(&mut self) {
        if self.lists.is_empty() {
            self.end_block();
        } else {
            self.end_rows();
        }
    }

    fn text(&mut self, text: &str, style: Style) {
        if std::mem::take(&mut self.has_soft_break) {
            self.prose.push_soft_break(text, style);
        }
        self.prose.push(text, style);
    }

    fn style(&self) -> Style {
        let mut style = self.ink.style(Role::Text);
        if self.bold > 0 {
            style = style.patch(self.ink.style(Role::Strong));
        }
        if self.italic > 0 {
            style = style.add_modifier(Modifier::ITALIC);
        }
        style
    }

    fn code_lines(&mut self, text: &str) {
        for line in text.lines() {
            let line = visible(line);
            let row = Row::new()
                .with("    ", Style::default())
                .with(line, self.ink.style(Role::Text));
            let cells = self.room();
            self.put(row.cut(cells, self.ink.cut_mark()));
        }
    }

    /// Ends the block that is open: the next one stands apart.
    fn end_block(&mut self) {
        let has_text = !self.prose.is_empty();
        self.end_rows();
        self.needs_gap |= has_text;
    }

    fn end_rows(&mut self) {
        self.has_soft_break = false;
        let prose = std::mem::take(&mut self.prose);
        for row in prose.wrap(self.room()) {
            self.put(row);
        }
    }

    fn room(&self) -> usize {
        let indent: usize = self.indents.iter().map(|indent| width(&indent.rest)).sum();
        self.cells.saturating_sub(indent).max(1)
    }

    fn put(&mut self, row: Row) {
        if std::mem::take(&mut self.needs_gap) && !self.rows.is_empty() {
            self.rows.push(Row::new());
        }
        let mut indent = String::new();
        for level in &mut self.indents {
            indent.push_str(if level.is_started {
                &level.rest
            } else {
                &level.first
            });
            level.is_started = true;
        }
        self.rows.push(
            Row::new()
                .with(indent, self.ink.style(Role::Text))
                .with_spans(row.into_spans()),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Appearance;
    use crate::lesson::Language;

    #[track_caller]
    fn check(text: &str, cells: usize, expected: &[&str]) {
        let ink = Ink::new(Appearance::default(), Language::En);
        let drawn: Vec<String> = rows(&ink, text, cells)
            .into_iter()
            .map(|row| {
                row.into_spans()
                    .iter()
                    .map(|span| span.content.clone())
                    .collect()
            })
            .collect();
        assert_eq!(drawn, expected);
    }

    #[test]
    fn paragraphs_stand_apart_and_wrap() {
        check(
            "One **two** three.\n\nFour\nfive.",
            11,
            &["One two", "three.", "", "Four five."],
        );
    }

    #[test]
    fn a_list_hangs_and_stays_together() {
        check(
            "Three ways:\n\n- take both locks in one order\n- give up\n\n1. first\n2. second\n\nEnd.",
            20,
            &[
                "Three ways:",
                "",
                "‣ take both locks in",
                "  one order",
                "‣ give up",
                "",
                "1. first",
                "2. second",
                "",
                "End.",
            ],
        );
    }

    #[test]
    fn code_is_not_wrapped() {
        check(
            "Look:\n\n```\nlock.acquire()  # wait\n```\n",
            20,
            &["Look:", "", "    lock.acquire() ⋯"],
        );
    }

    #[test]
    fn a_line_end_between_chinese_characters_is_no_blank() {
        check("信号量由\n两部分组成。", 40, &["信号量由两部分组成。"]);
        check("one\ntwo", 40, &["one two"]);
    }
}
