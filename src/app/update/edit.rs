//! Editing a listing: the learner's copy takes its place, and the original comes back when it is asked for.

use crate::app::effect::{Copy, Effect};
use crate::app::message::Edited;
use crate::app::run_view::Phase;
use crate::app::screen::{LessonScreen, Overlay, Question, Screen};
use crate::app::{App, say};
use crate::python::Program;

/// `e`.
pub(super) fn edit(app: &mut App) -> Vec<Effect> {
    if let Some(copy) = app.lesson().and_then(copy_of) {
        return vec![Effect::Edit(copy)];
    }
    app.say(say::nothing_to_edit(app.language));
    Vec::new()
}

pub(super) fn copy_of(lesson: &LessonScreen) -> Option<Copy> {
    let listing = lesson.listing()?;
    let is_own = lesson.lesson.number == 0;
    Some(Copy {
        lesson: (!is_own).then(|| lesson.lesson.id.clone()),
        path: listing.path.clone(),
        file: listing.file.clone(),
        source: listing.source.clone(),
        is_original: !lesson.is_changed(),
    })
}

/// An earlier copy of the listing shown was found: it is offered, and shown when the learner edits.
pub(super) fn on_kept(app: &mut App, path: String) {
    let language = app.language;
    let Screen::Lesson(lesson) = &mut app.screen else {
        return;
    };
    if let Some(listing) = lesson.listing() {
        let text = say::kept(language, &listing.file, &path);
        lesson.kept_copies.insert(lesson.listing_idx, path);
        app.say(text);
    }
}

/// The editor was left: a program that is refused says so at once, in place.
pub(super) fn on_edited(app: &mut App, edited: Edited) -> Vec<Effect> {
    let language = app.language;
    let Screen::Lesson(lesson) = &mut app.screen else {
        return Vec::new();
    };
    let (source, path) = match edited {
        Edited::Text { source, path } => (source, path),
        Edited::Failed(why) => {
            app.say(say::not_edited(language, why.get(language)));
            return Vec::new();
        }
    };
    let Some(listing) = lesson.listing() else {
        return Vec::new();
    };
    if listing.source == source {
        app.say(say::unchanged(language));
        return Vec::new();
    }
    let problems = Program::compile(&listing.path, &source).err();
    lesson.rewrite(source);
    match problems {
        Some(problems) => lesson.run.phase = Phase::Refused(problems),
        None if lesson.is_changed() => app.say(say::edited(language, &path)),
        None => app.say(say::restored(language)),
    }
    vec![Effect::StopRun]
}

/// `x`: asks first.
pub(super) fn ask_to_restore(app: &mut App) {
    if app.lesson().is_some_and(LessonScreen::is_changed) {
        app.overlay = Some(Overlay::Confirm {
            question: Question::Restore,
            is_yes: false,
        });
    } else {
        app.say(say::is_original(app.language));
    }
}

/// The learner said yes.
pub(super) fn restore(app: &mut App) -> Vec<Effect> {
    let language = app.language;
    let Screen::Lesson(lesson) = &mut app.screen else {
        return Vec::new();
    };
    let Some(copy) = copy_of(lesson) else {
        return Vec::new();
    };
    if let Some(original) = lesson.original().map(str::to_owned) {
        lesson.rewrite(original);
    }
    app.say(say::restored(language));
    vec![Effect::StopRun, Effect::Discard(copy)]
}
