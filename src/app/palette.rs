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
    /// The rows whose text contains every word of `filter`, whatever the case.
    pub fn palette(&self, filter: &str) -> Vec<Item> {
        let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
        let mut items = self.actions();
        items.extend(self.motion_items());
        items.extend(self.lesson_items());
        items.retain(|item| {
            let label = item.label.to_lowercase();
            words.iter().all(|word| label.contains(word))
        });
        items
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
                let label = if is_one_each {
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

/// `faster, slower` as two; what stands in parentheses goes.
fn split(label: &str) -> Vec<String> {
    let label = label.split(['(', '（']).next().unwrap_or(label).trim();
    label
        .split([',', '、', ';', '；'])
        .map(|part| part.trim().to_owned())
        .collect()
}
