//! The terminal's keys and mouse in the words of `app`.

use crossterm::event::{
    Event, KeyCode as TerminalCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};

use crate::app::{Key, KeyCode, Message, Mouse, MouseKind};

/// What an input means to `app`; none for what it has no word for (releases, focus, drags).
/// Pasted text comes as its characters, so that a paste into a search works; newlines are left out, since a paste must
/// not press Enter.
pub fn messages(event: Event) -> Vec<Message> {
    match event {
        Event::Key(event) => key(event).map(Message::Key).into_iter().collect(),
        Event::Mouse(event) => mouse(event).map(Message::Mouse).into_iter().collect(),
        Event::Paste(text) => text
            .chars()
            .filter(|letter| !letter.is_control())
            .map(|letter| Message::Key(Key::letter(letter)))
            .collect(),
        Event::FocusGained | Event::FocusLost | Event::Resize(..) => Vec::new(),
    }
}

fn key(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let known = KeyModifiers::CONTROL | KeyModifiers::SHIFT;
    if !known.contains(event.modifiers) {
        // Alt and its like are never the only way to anything, and mean nothing.
        return None;
    }
    Some(Key {
        code: code(event.code)?,
        control: event.modifiers.contains(KeyModifiers::CONTROL),
        shift: event.modifiers.contains(KeyModifiers::SHIFT),
        repeat: event.kind == KeyEventKind::Repeat,
    })
}

fn code(code: TerminalCode) -> Option<KeyCode> {
    Some(match code {
        TerminalCode::Char(letter) => KeyCode::Char(letter),
        TerminalCode::Enter => KeyCode::Enter,
        TerminalCode::Esc => KeyCode::Esc,
        TerminalCode::Tab => KeyCode::Tab,
        TerminalCode::BackTab => KeyCode::BackTab,
        TerminalCode::Backspace => KeyCode::Backspace,
        TerminalCode::Left => KeyCode::Left,
        TerminalCode::Right => KeyCode::Right,
        TerminalCode::Up => KeyCode::Up,
        TerminalCode::Down => KeyCode::Down,
        TerminalCode::PageUp => KeyCode::PageUp,
        TerminalCode::PageDown => KeyCode::PageDown,
        TerminalCode::Home => KeyCode::Home,
        TerminalCode::End => KeyCode::End,
        TerminalCode::F(number) => KeyCode::Function(number),
        _ => return None,
    })
}

fn mouse(event: MouseEvent) -> Option<Mouse> {
    let kind = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseKind::Press,
        MouseEventKind::ScrollUp => MouseKind::WheelUp,
        MouseEventKind::ScrollDown => MouseKind::WheelDown,
        _ => return None,
    };
    Some(Mouse {
        kind,
        column: event.column,
        row: event.row,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(code: TerminalCode, modifiers: KeyModifiers) -> Option<Key> {
        key(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn control_and_shift_are_kept_and_alt_means_nothing() {
        let control_c = pressed(TerminalCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(control_c, Some(Key::control('c')));
        let shift_right = pressed(TerminalCode::Right, KeyModifiers::SHIFT);
        assert_eq!(shift_right.map(|key| key.shift), Some(true));
        assert_eq!(pressed(TerminalCode::Char('q'), KeyModifiers::ALT), None);
    }

    #[test]
    fn a_release_is_no_press() {
        let release = KeyEvent::new_with_kind(
            TerminalCode::Enter,
            KeyModifiers::NONE,
            KeyEventKind::Release,
        );
        assert_eq!(key(release), None);
    }

    #[test]
    fn a_paste_presses_no_enter() {
        let pasted = messages(Event::Paste("ab\r\nc\u{1b}".to_owned()));
        assert_eq!(pasted.len(), 3);
    }
}
