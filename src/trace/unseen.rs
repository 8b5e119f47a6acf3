//! Characters of a program's text that would not be seen where they stand, or would do something to a terminal.

/// Whether it is a control character, turns the direction of the text, or takes no room of its own: such text would
/// look like another one. Combining marks are seen with the letter before them.
pub fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            // Soft hyphen; marks of direction; separators and joiners without width; separators of lines; isolates.
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_text_around_or_has_no_room_is_unseen() {
        for character in
            "\0\u{1b}\u{7f}\u{9b}\u{202e}\u{2066}\u{200b}\u{200d}\u{2028}\u{feff}".chars()
        {
            assert!(is_unseen(character), "{character:?}");
        }
        for character in "a 锁é\u{301}א😀ﷺ".chars() {
            assert!(!is_unseen(character), "{character:?}");
        }
    }
}
