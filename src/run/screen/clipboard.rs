//! The terminal's clipboard: OSC 52, which also crosses SSH; inside tmux wrapped so that tmux passes it on.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::run::terminal;

/// Puts a text on the clipboard. A terminal that does not know the sequence ignores it.
///
/// # Errors
/// Where the terminal takes no bytes.
pub fn copy(text: &str) -> std::io::Result<()> {
    let is_tmux = std::env::var_os("TMUX").is_some_and(|value| !value.is_empty());
    terminal::write_frame(sequence(text, is_tmux).as_bytes())
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
    fn inside_tmux_it_is_passed_through_too() {
        let sequence = sequence("a", true);
        assert!(sequence.ends_with("\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\"));
    }
}
