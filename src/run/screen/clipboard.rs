//! The terminal's clipboard: OSC 52, which also crosses SSH; inside tmux wrapped so that tmux passes it on.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::run::terminal;

/// Longest text that is put there: xterm takes 74,994 bytes of a sequence, and base64 makes four of three.
const LONGEST: usize = 56_000;

/// Puts a text, or the end of one that is too long, on the clipboard. A terminal that does not know the sequence ignores it.
///
/// # Errors
/// Where the terminal takes no bytes.
pub fn copy(text: &str) -> std::io::Result<()> {
    let is_tmux = std::env::var_os("TMUX").is_some_and(|value| !value.is_empty());
    terminal::write_frame(sequence(end_of(text), is_tmux).as_bytes())
}

/// The whole lines at the end of a text that fit.
fn end_of(text: &str) -> &str {
    if text.len() <= LONGEST {
        return text;
    }
    let start = text.ceil_char_boundary(text.len() - LONGEST);
    let end = &text[start..];
    end.split_once('\n').map_or(end, |(_, rest)| rest)
}

/// `ESC ] 52 ; c ; BASE64 BEL`, inside tmux as `ESC P tmux ; ... ESC \` with each inner ESC doubled.
fn sequence(text: &str, is_tmux: bool) -> String {
    let inner = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
    if is_tmux {
        // Both forms: the wrapped one needs `allow-passthrough`, the plain one `set-clipboard`.
        let doubled = inner.replace('\x1b', "\x1b\x1b");
        format!("{inner}\x1bPtmux;{doubled}\x1b\\")
    } else {
        inner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_goes_out_as_base64() {
        assert_eq!(sequence("F1-07A5", false), "\x1b]52;c;RjEtMDdBNQ==\x07");
    }

    #[test]
    fn of_a_long_text_the_last_lines_go_out() {
        let text = "a line\n".repeat(20_000) + "the end\n";
        let end = end_of(&text);
        assert!(end.len() <= LONGEST && end.ends_with("the end\n"));
        assert!(end.starts_with("a line\n"));
        assert_eq!(end_of("short"), "short");
        assert!(end_of(&"锁".repeat(30_000)).starts_with('锁'));
    }

    #[test]
    fn inside_tmux_it_is_passed_through_too() {
        let sequence = sequence("a", true);
        assert!(sequence.ends_with("\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\"));
    }
}
