//! `/` in the help: only the rows with a text are shown.

use crate::app::App;
use crate::app::action::Action;
use crate::app::screen::Overlay;
use crate::app::search::Search;

/// Longest text that is searched for.
const LONGEST: usize = 40;

/// What a key means for the search. False: nothing special.
pub(super) fn act(app: &mut App, action: Action) -> bool {
    let Some(Overlay::Help { top, search }) = &mut app.overlay else {
        return false;
    };
    match (action, &mut *search) {
        (Action::Search, _) => {
            *search = Some(Search {
                text: String::new(),
                is_typing: true,
            });
        }
        (Action::Confirm, Some(search)) => search.is_typing = false,
        // The first Esc shows all again, the second one closes.
        (Action::EndSearch | Action::Close, Some(_)) => *search = None,
        (Action::Erase, Some(search)) => {
            search.text.pop();
        }
        _ => return false,
    }
    *top = 0;
    true
}

/// A letter for the field. False: it is not open.
pub(super) fn type_letter(app: &mut App, letter: char) -> bool {
    match &mut app.overlay {
        Some(Overlay::Help {
            top,
            search: Some(search),
        }) if search.is_typing => {
            if search.text.chars().count() < LONGEST {
                search.text.push(letter);
            }
            *top = 0;
            true
        }
        _ => false,
    }
}
