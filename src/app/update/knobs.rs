//! Turning knobs: the numbers of the listing, stdout mode, start method, seed and speed.

use super::run;
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::knobs::{Field, Knobs};
use crate::app::run_view::{Mode, Speed, StartMethod};
use crate::app::screen::{LessonScreen, Overlay, Screen};
use crate::app::{App, say};
use crate::lesson::{Decimal, Knob, StdoutMode};

/// Most digits that are typed into a field.
const DIGITS: usize = 12;

const MODES: [StdoutMode; 3] = [
    StdoutMode::Terminal,
    StdoutMode::Pipe,
    StdoutMode::Unbuffered,
];

/// `o`.
pub(super) fn open(app: &mut App) {
    let options = app.options;
    let fields = match &app.screen {
        Screen::Lesson(lesson) if lesson.run.mode != Mode::Replay => fields(lesson, options),
        _ => Vec::new(),
    };
    if fields.is_empty() {
        app.say(say::no_knobs(app.language));
        return;
    }
    app.overlay = Some(Overlay::Knobs(Knobs { fields, chosen: 0 }));
}

fn fields(lesson: &LessonScreen, options: crate::app::Options) -> Vec<Field> {
    let Some(listing) = lesson.listing() else {
        return Vec::new();
    };
    let original = lesson.original().unwrap_or_default();
    let numbers = listing
        .knobs
        .iter()
        .enumerate()
        .map(|(place, knob)| Field::Number {
            knob: place,
            value: knob.value(&listing.source),
            default: knob.value(original),
            typed: String::new(),
        });
    let default = lesson.stdout();
    let general = [
        Field::Stdout {
            value: options.stdout.unwrap_or(default),
            default,
        },
        Field::Start(options.start_method),
        Field::Seed(options.seed),
        Field::Speed(lesson.run.speed),
    ];
    numbers.chain(general).collect()
}

/// What a key means to the knobs.
pub(super) fn act(app: &mut App, action: Action) -> Vec<Effect> {
    let knobs_of_listing = app
        .lesson()
        .and_then(LessonScreen::listing)
        .map(|listing| listing.knobs.clone())
        .unwrap_or_default();
    let Some(Overlay::Knobs(knobs)) = &mut app.overlay else {
        return Vec::new();
    };
    let last = knobs.fields.len().saturating_sub(1);
    match action {
        Action::Prev => knobs.chosen = knobs.chosen.saturating_sub(1),
        Action::Next => knobs.chosen = (knobs.chosen + 1).min(last),
        Action::First => knobs.chosen = 0,
        Action::Last => knobs.chosen = last,
        Action::FocusNext => knobs.chosen = (knobs.chosen + 1) % (last + 1),
        Action::FocusPrev => knobs.chosen = (knobs.chosen + last) % (last + 1),
        Action::Confirm => return apply(app),
        Action::More | Action::Less | Action::DefaultValue => {
            if let Some(field) = knobs.fields.get_mut(knobs.chosen) {
                turn(field, &knobs_of_listing, action);
            }
        }
        _ => {}
    }
    Vec::new()
}

fn turn(field: &mut Field, knobs: &[Knob], action: Action) {
    let is_more = action == Action::More;
    let is_default = action == Action::DefaultValue;
    match field {
        Field::Number {
            knob,
            value,
            default,
            typed,
        } => {
            typed.clear();
            let Some(knob) = knobs.get(*knob) else {
                return;
            };
            if is_default {
                *value = value.and(*default);
            } else if let Some(value) = value {
                let sign = if is_more { 1 } else { -1 };
                *value = Decimal(value.0 + sign * knob.step.0).clamp(knob.min, knob.max);
            }
        }
        Field::Stdout { value, default } if is_default => *value = *default,
        Field::Stdout { value, .. } => {
            let place = MODES.iter().position(|mode| mode == value).unwrap_or(0);
            let step = if is_more { 1 } else { MODES.len() - 1 };
            *value = MODES[(place + step) % MODES.len()];
        }
        Field::Start(method) if is_default => *method = StartMethod::default(),
        Field::Start(method) => {
            *method = match method {
                StartMethod::Fork => StartMethod::Spawn,
                StartMethod::Spawn => StartMethod::Fork,
            };
        }
        Field::Seed(seed) if is_default => *seed = None,
        Field::Seed(seed) => {
            *seed = match (*seed, is_more) {
                (None, true) => Some(0),
                (Some(0) | None, false) => None,
                (Some(seed), true) => Some(seed.saturating_add(1)),
                (Some(seed), false) => Some(seed - 1),
            };
        }
        Field::Speed(speed) if is_default => *speed = Speed::NORMAL,
        Field::Speed(speed) => {
            *speed = if is_more {
                speed.faster()
            } else {
                speed.slower()
            };
        }
    }
}

/// A digit or point typed into a number. False: no knobs are open.
pub(super) fn type_letter(app: &mut App, letter: char) -> bool {
    let range = app
        .lesson()
        .and_then(LessonScreen::listing)
        .map(|listing| listing.knobs.clone())
        .unwrap_or_default();
    let Some(Overlay::Knobs(knobs)) = &mut app.overlay else {
        return false;
    };
    match knobs.fields.get_mut(knobs.chosen) {
        Some(Field::Number {
            knob, value, typed, ..
        }) if letter.is_ascii_digit() || letter == '.' => {
            if typed.len() < DIGITS {
                typed.push(letter);
            }
            if let (Some(number), Some(knob)) = (Decimal::parse(typed), range.get(*knob)) {
                *value = value.map(|_| number.clamp(knob.min, knob.max));
            }
        }
        Some(Field::Seed(seed)) if letter.is_ascii_digit() => {
            let digit = u64::from(letter) - u64::from('0');
            let typed = seed.unwrap_or_default().checked_mul(10);
            *seed = typed.and_then(|typed| typed.checked_add(digit)).or(*seed);
        }
        _ => {}
    }
    true
}

/// Enter: the listing is rewritten, and runs.
fn apply(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Knobs(knobs)) = app.overlay.take() else {
        return Vec::new();
    };
    let Screen::Lesson(lesson) = &mut app.screen else {
        return Vec::new();
    };
    let source = turned(lesson, &knobs);
    if let Some(source) = source {
        lesson.keep_outcome();
        lesson.rewrite(source);
    }
    for field in &knobs.fields {
        match field {
            Field::Number { .. } => {}
            Field::Stdout { value, default } => {
                app.options.stdout = (value != default).then_some(*value);
            }
            Field::Start(method) => app.options.start_method = *method,
            Field::Seed(seed) => app.options.seed = *seed,
            Field::Speed(speed) => lesson.run.speed = *speed,
        }
    }
    run::start(app)
}

/// The listing with the numbers that were turned; none where it is the text that is shown.
fn turned(lesson: &LessonScreen, knobs: &Knobs) -> Option<String> {
    let listing = lesson.listing()?;
    let mut source = listing.source.clone();
    for field in &knobs.fields {
        if let Field::Number {
            knob,
            value: Some(value),
            ..
        } = field
            && let Some(knob) = listing.knobs.get(*knob)
            && knob.value(&source) != Some(*value)
        {
            source = knob.turn(&source, *value)?;
        }
    }
    (source != listing.source).then_some(source)
}
