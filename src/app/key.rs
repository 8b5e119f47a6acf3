//! Keys and mouse as `app` understands them: [`Key`], [`Mouse`]. The terminal's own types stay in `run`.

/// A key that was pressed (or repeats because it is held), with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// Ctrl was held.
    pub control: bool,
    /// Shift was held. For a character it is part of the character itself and is ignored.
    pub shift: bool,
    /// The key is held and this is not its first arrival.
    pub repeat: bool,
}

impl Key {
    /// A first press of `code` without modifiers.
    pub fn plain(code: KeyCode) -> Self {
        Self {
            code,
            control: false,
            shift: false,
            repeat: false,
        }
    }

    /// A first press of the character `letter` without Ctrl.
    pub fn letter(letter: char) -> Self {
        Self::plain(KeyCode::Char(letter))
    }

    /// A first press of Ctrl with `letter` (lower case).
    pub fn control(letter: char) -> Self {
        Self {
            control: true,
            ..Self::letter(letter)
        }
    }
}

/// A key without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyCode {
    /// A character, also the blank; case and punctuation as typed.
    Char(char),
    /// Enter.
    Enter,
    /// Esc.
    Esc,
    /// Tab.
    Tab,
    /// Shift-Tab, as terminals send it.
    BackTab,
    /// Backspace.
    Backspace,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Home.
    Home,
    /// End.
    End,
    /// F1 to F12.
    Function(u8),
}

/// Something the mouse did at a cell of the screen, from the upper left at (0, 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// What it did.
    pub kind: MouseKind,
    /// Column of the cell.
    pub column: u16,
    /// Row of the cell.
    pub row: u16,
}

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseKind {
    /// The left button went down.
    Press,
    /// The mouse moved while the left button is down.
    Drag,
    /// The wheel turned towards the top of the text.
    WheelUp,
    /// The wheel turned towards the end of the text.
    WheelDown,
}
