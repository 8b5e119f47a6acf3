//! What the learner does beside the run: edits a program, saves a trace, gives the mouse away.

use std::path::Path;

use super::editor;
use super::save;
use super::{Ending, Stage};
use crate::app::{self, Edited, Message, say};
use crate::run::input::Listener;
use crate::run::terminal;

impl Stage {
    /// Lets the terminal report the mouse or not, as the learner has it. One that takes no bytes ends forklore elsewhere.
    pub(super) fn mouse(&self) {
        let _ = if self.app.has_mouse {
            terminal::mouse_on()
        } else {
            terminal::mouse_off()
        };
    }

    /// Writes the trace of the run into a new file of the working folder, and says its name.
    pub(super) fn save(&mut self) -> Option<Ending> {
        let language = self.app.language;
        let run = &self.app.lesson()?.run;
        let text = match save::save(run, Path::new("")) {
            Ok(path) => say::saved(language, &path.display().to_string(), run.n_dropped()),
            Err(error) => say::not_saved(language, &error.to_string()),
        };
        self.message(Message::Say(text))
    }

    /// Gives the terminal to the learner's editor. Runs go on meanwhile; nothing is drawn.
    pub(super) fn edit(&mut self, copy: &app::Copy) -> Option<Ending> {
        // The input thread must not read what is typed into the editor.
        self.listener = None;
        terminal::lend();
        match editor::start(copy, &self.state) {
            Ok(editing) => {
                self.editing = Some(editing);
                None
            }
            Err(why) => self.edited(Edited::Failed(why)),
        }
    }

    /// The editor was left: the terminal is forklore's again.
    pub(super) fn edited(&mut self, edited: Edited) -> Option<Ending> {
        self.editing = None;
        let listener = terminal::take_back()
            .and_then(|()| terminal::input())
            .and_then(Listener::start);
        match listener {
            Ok(listener) => self.listener = Some(listener),
            Err(_) => return Some(Ending::HungUp),
        }
        self.painter.forget();
        self.mouse();
        self.resized()
            .or_else(|| self.message(Message::Edited(edited)))
    }

    /// Sees whether the listing that is shown now has a copy from before, once each time it comes up.
    pub(super) fn look_for_copy(&mut self) {
        let lesson = self.app.lesson();
        let shown = lesson.map(|lesson| (lesson.lesson.id.as_str(), lesson.listing_idx));
        let before = self.copy_looked_for.as_ref();
        if shown == before.map(|(id, listing_idx)| (id.as_str(), *listing_idx)) {
            return;
        }
        self.copy_looked_for = shown.map(|(id, listing_idx)| (id.to_owned(), listing_idx));
        let kept = app::copy_to_find(&self.app).and_then(|copy| editor::kept(&copy, &self.state));
        if let Some(path) = kept {
            // Nothing of it ends the loop.
            self.message(Message::Kept(path.display().to_string()));
        }
    }

    pub(super) fn discard(&mut self, copy: &app::Copy) -> Option<Ending> {
        let error = editor::discard(copy, &self.state).err()?;
        let text = say::not_edited(self.app.language, &error.to_string());
        self.message(Message::Say(text))
    }
}
