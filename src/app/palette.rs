//! The palette: every action of the screen below by name, and every lesson.

use super::action::Action;
use super::keymap::{self, Context, pick};
use super::motion::Motion;
use super::{App, Screen};
use crate::lesson::Language;

/// A row of the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it does.
    pub label: String,
    /// The key that does the same; empty where none does.
    pub key: String,
    /// What is done.
    pub choice: Choice,
}

/// What a row of the palette does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// An action of the key table.
    Action(Action),
    /// Opens the lesson with this id.
    Lesson(String),
    /// Sets how much moves.
    Motion(Motion),
}

impl App {
    /// The rows that every word of `filter` is found in, whatever the case, the best first (see [`Found`]); those that are
    /// found equally well stay in their order.
    pub fn palette(&self, filter: &str) -> Vec<Item> {
        let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
        let mut items = self.actions();
        items.extend(self.motion_items());
        items.extend(self.lesson_items());
        let mut found: Vec<(Found, Item)> = items
            .into_iter()
            .filter_map(|item| Some((found(&item.label.to_lowercase(), &words)?, item)))
            .collect();
        found.sort_by_key(|(found, _)| *found);
        found.into_iter().map(|(_, item)| item).collect()
    }

    /// How many rows there are without a filter.
    pub fn n_palette(&self) -> usize {
        self.actions().len() + self.motion_items().len() + self.lesson_items().len()
    }

    /// The settings of motion that do not hold now.
    fn motion_items(&self) -> Vec<Item> {
        let all = [
            (Motion::Full, ["motion: full", "动画：完整"]),
            (
                Motion::Reduced,
                ["motion: reduced, only marks", "动画：减少，只做标记"],
            ),
            (Motion::None, ["motion: none", "动画：关闭"]),
        ];
        all.into_iter()
            .filter(|(motion, _)| *motion != self.appearance.motion)
            .map(|(motion, labels)| Item {
                label: pick(labels, self.language).to_owned(),
                key: String::new(),
                choice: Choice::Motion(motion),
            })
            .collect()
    }

    fn lesson_items(&self) -> Vec<Item> {
        let lessons = self.course.lessons.iter();
        lessons
            .map(|lesson| {
                let title = lesson.title.get(self.language);
                Item {
                    label: match self.language {
                        Language::En => format!("open lesson {}: {title}", lesson.number),
                        Language::Zh => format!("打开第 {} 课：{title}", lesson.number),
                    },
                    key: String::new(),
                    choice: Choice::Lesson(lesson.id.clone()),
                }
            })
            .collect()
    }

    fn actions(&self) -> Vec<Item> {
        let context = match &self.screen {
            Screen::List => Context::List,
            Screen::Lesson(lesson) => lesson.run.context(),
        };
        let mut items: Vec<Item> = Vec::new();
        for entry in keymap::entries(context) {
            let labels = split(pick(entry.labels, self.language));
            let mut actions: Vec<Action> = Vec::new();
            for (_, action) in entry.keys {
                if !actions.contains(action) && *action != Action::Palette {
                    actions.push(*action);
                }
            }
            let is_one_each = labels.len() == actions.len();
            for (place, action) in actions.iter().enumerate() {
                // Steps of a numbered process are what the digits are for.
                let is_numbered = matches!(action, Action::StepProcess(_));
                if is_numbered
                    || items
                        .iter()
                        .any(|item| item.choice == Choice::Action(*action))
                {
                    continue;
                }
                let label = if let Some(labels) = full_label(*action) {
                    pick(labels, self.language).to_owned()
                } else if is_one_each {
                    labels[place].clone()
                } else {
                    pick(entry.labels, self.language).to_owned()
                };
                items.push(Item {
                    label,
                    key: pick(entry.names, self.language).to_owned(),
                    choice: Choice::Action(*action),
                });
            }
        }
        items
    }
}

/// How a word is found in a label, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Found {
    /// A word of the label begins with it.
    Begin,
    /// It stands somewhere in the label.
    Inside,
    /// Its letters come in this order, the first at the beginning of a word: `nxp` finds `next page`.
    Letters,
}

/// How the worst found of the words is found; `None` if one is not.
fn found(label: &str, words: &[String]) -> Option<Found> {
    let each = words.iter().map(|word| found_word(label, word));
    each.collect::<Option<Vec<Found>>>()
        .map(|all| all.into_iter().max().unwrap_or(Found::Begin))
}

fn found_word(label: &str, word: &str) -> Option<Found> {
    let begins = |at: usize| !label[..at].ends_with(char::is_alphanumeric);
    let mut places = label.match_indices(word).map(|(at, _)| at).peekable();
    if places.peek().is_some() {
        let is_begin = places.any(begins);
        return Some(if is_begin {
            Found::Begin
        } else {
            Found::Inside
        });
    }
    let mut letters = word.chars();
    let first = letters.next()?;
    let is_in_order = |rest: &str| {
        let mut rest = rest.chars();
        letters
            .clone()
            .all(|letter| rest.any(|other| other == letter))
    };
    label
        .match_indices(first)
        .any(|(at, found)| begins(at) && is_in_order(&label[at + found.len()..]))
        .then_some(Found::Letters)
}

/// What the palette calls an action by, where the key's label alone does not say what it is about.
fn full_label(action: Action) -> Option<[&'static str; 2]> {
    Some(match action {
        Action::Faster => ["speed: faster", "速度：加快"],
        Action::Slower => ["speed: slower", "速度：放慢"],
        Action::SpeedReset => ["speed: x1", "速度：x1"],
        _ => return None,
    })
}

/// `faster, slower` as two; what stands in parentheses goes.
fn split(label: &str) -> Vec<String> {
    let label = label.split(['(', '（']).next().unwrap_or(label).trim();
    label
        .split([',', '、', ';', '；'])
        .map(|part| part.trim().to_owned())
        .collect()
}
