//! [`Arrangement`]: how many regions the terminal has room for beside each other (SCREENS.md §6).

/// How the lesson screen is arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arrangement {
    /// Too small for anything but a notice.
    Notice,
    /// One region at a time, with a row of tabs.
    Tabs,
    /// Two columns.
    Two,
    /// Three columns.
    Three,
}

impl Arrangement {
    /// The smallest window forklore draws in, as (columns, rows).
    pub const SMALLEST: (u16, u16) = (60, 18);

    /// The arrangement for a window of `columns` by `rows` cells.
    pub fn of(columns: u16, rows: u16) -> Self {
        let fits = |(least_columns, least_rows): (u16, u16)| {
            columns >= least_columns && rows >= least_rows
        };
        if fits((170, 45)) {
            Self::Three
        } else if fits((110, 30)) {
            Self::Two
        } else if fits(Self::SMALLEST) {
            Self::Tabs
        } else {
            Self::Notice
        }
    }
}
