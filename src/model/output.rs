//! The fold of what the shared output received: rows, pieces, torn lines.
//!
//! A row is torn when a piece of another writer comes between the pieces of a line:
//! ```text
//! [1] "Pid: 3"   [2] "Pid: 4"   [1] newline   [2] newline
//! row 1: Pid: 3 ↯ Pid: 4 ↵        torn by [2] as soon as its text arrives; the newline of [1] ends the row
//! row 2: ↵ of [2], 1 line late    the newline whose text stands in the row above
//! ```

use std::sync::Arc;

use crate::trace::ProcId;

use super::apply::Deed;
use super::narration::{Fact, TEXT_LIMIT};
use super::world::{Output, Piece, Row, World};

/// Most rows that are kept; a screen shows 60.
pub const ROW_LIMIT: usize = 2_000;

/// Most pieces of a row. A line of a program has a few; a loop of `print(end='')` may make millions.
pub const PIECE_LIMIT: usize = 256;

/// Most bytes of text in a piece; the widest screen shows a few hundred.
pub const PIECE_BYTES: usize = 4_096;

impl World {
    /// One write(2) arrived. Notes it in the log, and the tear it made.
    pub(super) fn write_out(
        &mut self,
        deed: Deed,
        stream: u8,
        data: &str,
        base64: Option<&str>,
        seq: u64,
    ) {
        let n_bytes = base64.map_or(data.len() as u64, decoded_len);
        let (text, cut) = cut_text(data);
        self.note(seq, deed, Fact::Wrote { text, n_bytes, cut });
        let proc = deed.proc.unwrap_or(ProcId::MAIN);
        let is_lone = data == "\n";
        for part in data.split_inclusive('\n') {
            let (text, ends) = match part.strip_suffix('\n') {
                Some(text) => (text, true),
                None => (part, false),
            };
            let piece = PieceRef {
                proc,
                stream,
                text,
                is_lone,
            };
            if let Some(of) = self.output.add(piece, self.applied) {
                self.note(seq, deed, Fact::Torn { of, by: proc });
            }
            self.output.settle(proc, ends);
        }
    }
}

/// A piece that arrives: as [`Piece`], its text borrowed.
#[derive(Clone, Copy)]
struct PieceRef<'a> {
    proc: ProcId,
    stream: u8,
    text: &'a str,
    is_lone: bool,
}

impl Output {
    /// Number of the newest row, counted from the first of the run; 0 if there is none.
    fn row_number(&self) -> u64 {
        self.dropped + (self.rows.len() as u64).saturating_sub(1)
    }

    /// Puts a piece into the open row or a new one. Returns whose line it tore, the first time a row is torn.
    fn add(&mut self, piece: PieceRef, applied: u64) -> Option<ProcId> {
        if !self.line_open || self.rows.is_empty() {
            self.open_row(piece, applied);
        }
        self.last_writer = Some(piece.proc);
        let row = Arc::make_mut(self.rows.back_mut()?);
        let torn_of = row.pieces.last().and_then(|last| {
            let is_first_tear = last.proc != piece.proc && !row.torn;
            is_first_tear.then_some(last.proc)
        });
        if torn_of.is_some() {
            row.torn = true;
            self.torn += 1;
        }
        row.push(piece);
        torn_of
    }

    fn open_row(&mut self, piece: PieceRef, applied: u64) {
        if self.rows.len() >= ROW_LIMIT {
            self.rows.pop_front();
            self.dropped += 1;
        }
        self.rows.push_back(Arc::new(Row {
            seq: applied,
            ..Row::default()
        }));
        let text_row = self.open_texts.get(&piece.proc).copied();
        let late = text_row
            .filter(|_| piece.is_lone)
            .map(|row| self.row_number() - row);
        if let Some(row) = self.rows.back_mut() {
            Arc::make_mut(row).late = late;
        }
    }

    /// Keeps account of whose text still lacks its newline; `ends`: the piece had one.
    fn settle(&mut self, proc: ProcId, ends: bool) {
        if ends {
            self.open_texts.remove(&proc);
        } else {
            let row = self.row_number();
            self.open_texts.insert(proc, row);
        }
        self.line_open = !ends;
    }
}

impl Row {
    /// Adds a piece. In a row of too many, text goes to the newest piece if it is of the same writer; what finds no
    /// room is counted.
    fn push(&mut self, piece: PieceRef) {
        if self.pieces.len() < PIECE_LIMIT {
            let kept = cut_at(piece.text, PIECE_BYTES);
            self.cut += (piece.text.len() - kept.len()) as u64;
            if self.pieces.is_empty() {
                // Most rows have one piece; a vector that grows by itself begins with room for four.
                self.pieces.reserve_exact(1);
            }
            self.pieces.push(Piece {
                proc: piece.proc,
                stream: piece.stream,
                text: kept.to_owned(),
                lone_newline: piece.is_lone,
            });
            return;
        }
        if let Some(last) = self.pieces.last_mut()
            && last.proc == piece.proc
            && last.stream == piece.stream
            && last.text.len() + piece.text.len() <= PIECE_BYTES
        {
            last.text.push_str(piece.text);
            last.lone_newline &= piece.is_lone;
        } else {
            self.cut += piece.text.len() as u64;
        }
    }
}

/// The first `TEXT_LIMIT` characters of `data`, and whether some are missing.
fn cut_text(data: &str) -> (String, bool) {
    // A character takes a byte at least.
    if data.len() <= TEXT_LIMIT {
        return (data.to_owned(), false);
    }
    match data.char_indices().nth(TEXT_LIMIT) {
        Some((end, _)) => (data[..end].to_owned(), true),
        None => (data.to_owned(), false),
    }
}

/// The longest prefix of at most `limit` bytes that ends with a whole character.
fn cut_at(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Bytes that a base64 text stands for.
fn decoded_len(base64: &str) -> u64 {
    let n_digits = base64.trim_end_matches('=').len() as u64;
    n_digits * 3 / 4
}
