//! Bytes of the terminal to keys and mouse: what xterm and its kin send (ctlseqs.txt, ECMA-48), in the words of `app`.
//!
//! Own code, since crossterm's event source loses a key that arrives together with a resize (its epoll is
//! edge-triggered and it leaves the batch at the signal), and takes a late answer to a question for typed letters.
//! Sequences that mean nothing here (answers, focus, keys without a name) are taken in whole and dropped.

use crate::app::{Key, KeyCode, Message, Mouse, MouseKind};

/// Longest sequence that is waited for; a stray introducer must not swallow what is typed.
const LONGEST: usize = 256;

/// How long the rest may take of what a person may have typed: Esc, or Alt and a key. Nobody follows Esc by another key
/// as fast.
const TYPED_PATIENCE_MS: u16 = 20;

/// How long the rest may take of what only a terminal sends. It writes a sequence at once, but a network or a busy machine
/// may cut it.
const REST_PATIENCE_MS: u16 = 1000;

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;

/// End of a pasted text.
const PASTE_END: &[u8] = b"\x1b[201~";

/// What the terminal says of itself when it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The color of its background: red, green and blue, each up to 65,535.
    Background([u16; 3]),
    /// What it can do (DA1). Every terminal knows this question and answers in order: no answer to an earlier one follows.
    Attributes,
}

/// Bytes in, messages out; what is incomplete waits for its rest.
#[derive(Debug, Default)]
pub struct Parser {
    pending: Vec<u8>,
    is_pasting: bool,
    answers: Vec<Answer>,
}

/// What stands at the beginning of some bytes.
enum Piece {
    /// So many bytes mean this, or nothing.
    Whole(usize, Option<Message>),
    /// So many bytes are an answer.
    Answer(usize, Answer),
    /// A pasted text begins behind so many bytes.
    Paste(usize),
    /// The rest is still to come.
    Part,
}

impl Parser {
    /// Takes bytes in and adds what they mean to `messages`.
    pub fn feed(&mut self, bytes: &[u8], messages: &mut Vec<Message>) {
        self.pending.extend_from_slice(bytes);
        let mut at = 0;
        while at < self.pending.len() {
            if self.is_pasting {
                match self.paste(at, messages) {
                    Some(n) => at += n,
                    None => break,
                }
                continue;
            }
            match piece(&self.pending[at..]) {
                Piece::Whole(n, message) => {
                    messages.extend(message);
                    at += n;
                }
                Piece::Answer(n, answer) => {
                    self.answers.push(answer);
                    at += n;
                }
                Piece::Paste(n) => {
                    self.is_pasting = true;
                    at += n;
                }
                Piece::Part => break,
            }
        }
        self.pending.drain(..at);
    }

    /// Answers that came since the last call.
    pub fn take_answers(&mut self) -> Vec<Answer> {
        std::mem::take(&mut self.answers)
    }

    /// Something is incomplete: after how many milliseconds without its rest to call [`Parser::flush`].
    pub fn patience_ms(&self) -> Option<u16> {
        if self.pending.is_empty() || self.is_pasting {
            return None;
        }
        let may_be_typed = matches!(
            self.pending[..],
            [ESC] | [ESC, b'[' | b'O' | b']' | b'P' | b'_' | b'^' | b'X']
        );
        Some(if may_be_typed {
            TYPED_PATIENCE_MS
        } else {
            REST_PATIENCE_MS
        })
    }

    /// The rest does not come: a lone ESC is the key Esc, anything else is dropped.
    pub fn flush(&mut self, messages: &mut Vec<Message>) {
        if self.pending == [ESC] {
            messages.push(press(KeyCode::Esc));
        }
        self.pending.clear();
    }

    /// Letters of a pasted text, up to its end or as far as they are there. Control characters are left out: a paste
    /// must not press Enter. Gives the bytes taken, or none if more must come first.
    fn paste(&mut self, at: usize, messages: &mut Vec<Message>) -> Option<usize> {
        let bytes = &self.pending[at..];
        let end = bytes
            .windows(PASTE_END.len())
            .position(|window| window == PASTE_END);
        let Some(end) = end else {
            // What may be the beginning of the end, or half a character, stays for the next time.
            let safe = bytes.len().saturating_sub(PASTE_END.len());
            let safe = whole_characters(&bytes[..safe]);
            add_letters(&bytes[..safe], messages);
            return (safe > 0).then_some(safe);
        };
        add_letters(&bytes[..end], messages);
        self.is_pasting = false;
        Some(end + PASTE_END.len())
    }
}

fn add_letters(bytes: &[u8], messages: &mut Vec<Message>) {
    let text = String::from_utf8_lossy(bytes);
    let letters = text.chars().filter(|letter| !letter.is_control());
    messages.extend(letters.map(|letter| press(KeyCode::Char(letter))));
}

/// How many of the bytes make whole characters: all but the beginning of one at the end.
fn whole_characters(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => bytes.len(),
    }
}

fn piece(bytes: &[u8]) -> Piece {
    match bytes {
        [] | [ESC] => Piece::Part,
        [ESC, b'[', rest @ ..] => control_sequence(rest),
        [ESC, b'O', rest @ ..] => single_shift(rest),
        [ESC, b']' | b'P' | b'_' | b'^' | b'X', ..] => string_sequence(bytes),
        // Esc twice: the first one is a key.
        [ESC, ESC, ..] => Piece::Whole(1, Some(press(KeyCode::Esc))),
        // Alt and a key: never the only way to anything, and means nothing.
        [ESC, rest @ ..] => match character(rest) {
            Piece::Whole(n, _) => Piece::Whole(n + 1, None),
            other => other,
        },
        _ => character(bytes),
    }
}

/// A character, or a control code.
fn character(bytes: &[u8]) -> Piece {
    let first = bytes[0];
    if first < 0x20 || first == 0x7f {
        return Piece::Whole(1, Some(control(first)));
    }
    let n = match first {
        0x00..=0x7f => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        // Not the beginning of a character.
        _ => return Piece::Whole(1, None),
    };
    if bytes.len() < n {
        return Piece::Part;
    }
    let letter = std::str::from_utf8(&bytes[..n])
        .ok()
        .and_then(|text| text.chars().next());
    match letter {
        Some(letter) => Piece::Whole(n, Some(press(KeyCode::Char(letter)))),
        None => Piece::Whole(1, None),
    }
}

fn control(byte: u8) -> Message {
    match byte {
        b'\r' => press(KeyCode::Enter),
        b'\t' => press(KeyCode::Tab),
        0x7f | 0x08 => press(KeyCode::Backspace),
        0 => Message::Key(Key::control(' ')),
        1..=26 => Message::Key(Key::control(char::from(byte + b'a' - 1))),
        // The terminal's driver has ESC, the rest stands beside the letters: Ctrl-\ to Ctrl-_.
        _ => Message::Key(Key::control(char::from(byte + 0x40))),
    }
}

/// Behind `ESC O`: F1 to F4, and arrows of a keypad in application mode.
fn single_shift(rest: &[u8]) -> Piece {
    let Some(last) = rest.first() else {
        return Piece::Part;
    };
    let code = named(*last);
    Piece::Whole(3, code.map(press))
}

/// Keys by the last byte of their sequence.
fn named(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        b'Z' => KeyCode::BackTab,
        b'P' => KeyCode::Function(1),
        b'Q' => KeyCode::Function(2),
        b'R' => KeyCode::Function(3),
        b'S' => KeyCode::Function(4),
        b'M' => KeyCode::Enter,
        _ => return None,
    })
}

/// Keys by number, before `~`.
fn numbered(number: u32) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::Function(number as u8 - 10),
        17..=21 => KeyCode::Function(number as u8 - 11),
        23..=24 => KeyCode::Function(number as u8 - 12),
        _ => return None,
    })
}

/// Behind `ESC [`: parameters, then a last byte.
fn control_sequence(rest: &[u8]) -> Piece {
    // The Linux console's F1 to F5: `ESC [ [ A` to `ESC [ [ E`.
    if let [b'[', more @ ..] = rest {
        return match more {
            [] => Piece::Part,
            [last @ b'A'..=b'E', ..] => {
                Piece::Whole(4, Some(press(KeyCode::Function(last - b'A' + 1))))
            }
            _ => Piece::Whole(4, None),
        };
    }
    let Some(end) = rest.iter().position(|byte| (0x40..=0x7e).contains(byte)) else {
        return if rest.len() > LONGEST {
            Piece::Whole(rest.len() + 2, None)
        } else {
            Piece::Part
        };
    };
    let n = end + 3;
    let (parameters, last) = (&rest[..end], rest[end]);
    if parameters.first() == Some(&b'?') && last == b'c' {
        return Piece::Answer(n, Answer::Attributes);
    }
    if (parameters, last) == (b"200".as_slice(), b'~') {
        return Piece::Paste(n);
    }
    Piece::Whole(n, meaning(parameters, last))
}

fn meaning(parameters: &[u8], last: u8) -> Option<Message> {
    if let [b'<', report @ ..] = parameters {
        return mouse(report, last).map(Message::Mouse);
    }
    let numbers = numbers(parameters)?;
    let number = numbers.first().copied().unwrap_or(1);
    let code = match last {
        b'~' => numbered(number)?,
        // A mouse report of the old form; its three bytes are not asked for.
        b'M' => return None,
        _ => named(last)?,
    };
    // The second number is 1 + Shift (1) + Alt (2) + Ctrl (4).
    let modifiers = numbers
        .get(1)
        .map_or(0, |modifiers| modifiers.saturating_sub(1));
    if modifiers & 2 != 0 || modifiers > 7 {
        return None;
    }
    Some(Message::Key(Key {
        shift: modifiers & 1 != 0 || code == KeyCode::BackTab,
        control: modifiers & 4 != 0,
        ..Key::plain(code)
    }))
}

/// Numbers between semicolons; none if there is anything else (answers begin with `?` or `>`).
fn numbers(parameters: &[u8]) -> Option<Vec<u32>> {
    if parameters.is_empty() {
        return Some(Vec::new());
    }
    let text = std::str::from_utf8(parameters).ok()?;
    text.split(';')
        .map(|number| {
            if number.is_empty() {
                Some(1)
            } else {
                number.parse().ok()
            }
        })
        .collect()
}

/// A mouse report in SGR form: button, column, row; `M` pressed, `m` released.
fn mouse(report: &[u8], last: u8) -> Option<Mouse> {
    let numbers = numbers(report)?;
    let [button, column, row] = numbers[..] else {
        return None;
    };
    let kind = match (button, last) {
        (0, b'M') => MouseKind::Press,
        (32, b'M') => MouseKind::Drag,
        (64, b'M') => MouseKind::WheelUp,
        (65, b'M') => MouseKind::WheelDown,
        _ => return None,
    };
    Some(Mouse {
        kind,
        column: u16::try_from(column).ok()?.saturating_sub(1),
        row: u16::try_from(row).ok()?.saturating_sub(1),
    })
}

/// Such as `ESC ] 11 ; rgb:... BEL`: up to BEL or `ESC \`; dropped but for the answer that somebody waits for.
fn string_sequence(bytes: &[u8]) -> Piece {
    let bell = bytes.iter().position(|byte| *byte == BEL);
    let terminator = bytes[1..].windows(2).position(|two| two == [ESC, b'\\']);
    let ends = [bell.map(|at| (at, 1)), terminator.map(|at| (at + 1, 2))];
    match ends.into_iter().flatten().min() {
        Some((at, length)) => match background(&bytes[..at]) {
            Some(color) => Piece::Answer(at + length, Answer::Background(color)),
            None => Piece::Whole(at + length, None),
        },
        None if bytes.len() > LONGEST => Piece::Whole(bytes.len(), None),
        None => Piece::Part,
    }
}

/// The color in `ESC ] 11 ; rgb:RRRR/GGGG/BBBB`, with one to four hexadecimal digits each (XParseColor).
fn background(bytes: &[u8]) -> Option<[u16; 3]> {
    let text = std::str::from_utf8(bytes.strip_prefix(b"\x1b]11;")?).ok()?;
    let parts = text
        .strip_prefix("rgb:")
        .or_else(|| text.strip_prefix("rgba:"))?;
    let mut color = [0; 3];
    let mut parts = parts.split('/');
    for value in &mut color {
        let digits = parts.next().filter(|digits| digits.len() <= 4)?;
        let largest = (1_u32 << (4 * digits.len())) - 1;
        let number = u32::from_str_radix(digits, 16).ok()?;
        *value = u16::try_from(number * 0xffff / largest).ok()?;
    }
    Some(color)
}

fn press(code: KeyCode) -> Message {
    Message::Key(Key {
        shift: code == KeyCode::BackTab,
        ..Key::plain(code)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What bytes mean, in words.
    fn read(bytes: &[u8]) -> Vec<String> {
        let mut parser = Parser::default();
        let mut messages = Vec::new();
        parser.feed(bytes, &mut messages);
        parser.flush(&mut messages);
        words(&messages)
    }

    fn words(messages: &[Message]) -> Vec<String> {
        messages
            .iter()
            .map(|message| match message {
                Message::Key(key) => format!(
                    "{}{}{:?}",
                    if key.control { "Ctrl-" } else { "" },
                    if key.shift { "Shift-" } else { "" },
                    key.code
                ),
                other => format!("{other:?}"),
            })
            .collect()
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: &[&str]) {
        assert_eq!(
            read(bytes),
            expected,
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
    }

    #[track_caller]
    fn check_answers(bytes: &[u8], expected: &[Answer]) {
        // However the bytes are cut, they are the same answers, and no keys.
        for cut in 0..bytes.len() {
            let (mut parser, mut messages) = (Parser::default(), Vec::new());
            parser.feed(&bytes[..cut], &mut messages);
            parser.feed(&bytes[cut..], &mut messages);
            assert_eq!(parser.take_answers(), expected);
            assert_eq!(words(&messages), [] as [&str; 0]);
        }
    }

    #[test]
    fn answers_are_told_and_are_no_keys() {
        let white = Answer::Background([0xffff; 3]);
        let black = Answer::Background([0; 3]);
        check_answers(b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\", &[white]);
        check_answers(b"\x1b]11;rgb:ff/ff/ff\x07", &[white]);
        check_answers(
            b"\x1b]11;rgba:0/0/0/f\x07\x1b[?62;22c",
            &[black, Answer::Attributes],
        );
        check_answers(b"\x1b]11;none\x07\x1b]11;rgb:12345/0/0\x07", &[]);
        check_answers(b"\x1b]10;rgb:00/00/00\x07\x1b[>0;1c", &[]);
    }

    #[test]
    fn letters_come_as_typed_in_every_script() {
        check(
            "aA ！锁".as_bytes(),
            &[
                "Char('a')",
                "Char('A')",
                "Char(' ')",
                "Char('！')",
                "Char('锁')",
            ],
        );
    }

    #[test]
    fn control_codes_are_keys() {
        check(b"\r\t\x7f\x08", &["Enter", "Tab", "Backspace", "Backspace"]);
        check(
            b"\x03\x1a\x0c\x00",
            &[
                "Ctrl-Char('c')",
                "Ctrl-Char('z')",
                "Ctrl-Char('l')",
                "Ctrl-Char(' ')",
            ],
        );
    }

    #[test]
    fn keys_with_names_come_in_the_forms_of_all_terminals() {
        check(
            b"\x1b[A\x1bOB\x1b[1;2C\x1b[1;5D",
            &["Up", "Down", "Shift-Right", "Ctrl-Left"],
        );
        check(
            b"\x1b[H\x1b[1~\x1b[7~\x1bOH",
            &["Home", "Home", "Home", "Home"],
        );
        check(b"\x1b[F\x1b[4~\x1b[8~\x1bOF", &["End", "End", "End", "End"]);
        check(
            b"\x1b[5~\x1b[6~\x1b[Z",
            &["PageUp", "PageDown", "Shift-BackTab"],
        );
        check(
            b"\x1bOP\x1b[11~\x1b[[A",
            &["Function(1)", "Function(1)", "Function(1)"],
        );
        check(
            b"\x1b[15~\x1b[17~\x1b[24~",
            &["Function(5)", "Function(6)", "Function(12)"],
        );
    }

    #[test]
    fn a_lone_esc_is_a_key_once_nothing_follows() {
        check(b"\x1b", &["Esc"]);
        check(b"\x1b\x1b", &["Esc", "Esc"]);
        check(b"\x1b\x1b[A", &["Esc", "Up"]);
    }

    #[test]
    fn alt_means_nothing() {
        check(b"\x1bqx\x1b[1;3Ay", &["Char('x')", "Char('y')"]);
    }

    #[test]
    fn answers_of_the_terminal_are_not_typed_letters() {
        check(b"\x1b]11;rgb:0000/0000/0000\x1b\\q", &["Char('q')"]);
        check(b"\x1b]11;rgb:ffff/ffff/ffff\x07q", &["Char('q')"]);
        check(b"\x1b[?62;22cq\x1b[Iq", &["Char('q')", "Char('q')"]);
    }

    #[test]
    fn a_paste_is_letters_and_presses_no_enter() {
        check(
            b"\x1b[200~ab\r\nc\x1b[201~d",
            &["Char('a')", "Char('b')", "Char('c')", "Char('d')"],
        );
    }

    #[test]
    fn the_mouse_presses_and_turns() {
        let messages = read(b"\x1b[<0;10;5M\x1b[<0;10;5m\x1b[<64;1;1M\x1b[<65;1;1M");
        assert_eq!(messages.len(), 3);
        assert!(
            messages[0].contains("Press")
                && messages[0].contains("column: 9")
                && messages[0].contains("row: 4")
        );
    }

    proptest! {
        #[test]
        fn no_bytes_can_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            read(&bytes);
        }

        #[test]
        fn it_does_not_matter_where_the_bytes_are_cut(
            pieces in proptest::collection::vec(
                proptest::sample::select(vec![
                    "a", "锁", "\x1b[A", "\x1b[1;5D", "\x1b[200~xy锁\r\x1b[201~", "\x1b]11;rgb:0/0/0\x07", "\x1bOP", "\r",
                    "\x1b[<0;10;5M", "\x1b[[B",
                ]),
                0..8,
            ),
            cut in 1..7usize,
        ) {
            let bytes = pieces.concat().into_bytes();
            let mut parser = Parser::default();
            let mut messages = Vec::new();
            for chunk in bytes.chunks(cut) {
                parser.feed(chunk, &mut messages);
            }
            prop_assert_eq!(words(&messages), read(&bytes));
        }
    }
}
