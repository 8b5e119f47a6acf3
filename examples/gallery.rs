//! Draws hand-built runs on the real terminal: a key at a time, `]` for the next one.

#[path = "../tests/screens/worlds.rs"]
mod worlds;

use std::io;

use crossterm::event::{self, Event, KeyCode as TerminalKey, KeyEventKind};
use forklore::app::{App, Key, KeyCode, Message, Phase, RunId, RunNotice, update};
use forklore::lesson::{Language, StdoutMode};
use forklore::python::problem::{Problem, ProblemClass};
use forklore::ui;

fn main() -> io::Result<()> {
    let mut terminal = ratatui::init();
    let size = terminal.size()?;
    let mut apps = scenes(size.width, size.height);
    let mut place = 0;
    loop {
        let app = &mut apps[place];
        terminal.draw(|frame| {
            let area = frame.area();
            app.drawn = ui::render(app, area, frame.buffer_mut());
        })?;
        match event::read()? {
            Event::Key(key) if key.kind != KeyEventKind::Release => match key.code {
                TerminalKey::Char('Q') => break,
                TerminalKey::Char(']') => place = (place + 1) % apps.len(),
                TerminalKey::Char(letter) => {
                    update(app, Message::Key(Key::letter(letter)));
                }
                TerminalKey::Down => {
                    update(app, Message::Key(Key::plain(KeyCode::Down)));
                }
                TerminalKey::Enter => {
                    update(app, Message::Key(Key::plain(KeyCode::Enter)));
                }
                TerminalKey::Tab => {
                    update(app, Message::Key(Key::plain(KeyCode::Tab)));
                }
                _ => {}
            },
            Event::Resize(columns, rows) => {
                update(app, Message::Resize { columns, rows });
            }
            _ => {}
        }
    }
    ratatui::restore();
    Ok(())
}

fn scenes(columns: u16, rows: u16) -> Vec<App> {
    let size = (columns, rows);
    let language = Language::En;
    let mut torn = worlds::lesson(language, size, "lock", 1);
    worlds::run(&mut torn, StdoutMode::Unbuffered, worlds::torn(), 100);
    let mut crowd = worlds::lesson(language, size, "lock", 1);
    worlds::run(&mut crowd, StdoutMode::Terminal, worlds::crowd(), 100);
    let mut wide = worlds::lesson(language, size, "pool", 1);
    worlds::run(&mut wide, StdoutMode::Terminal, worlds::wide(), 100);
    let mut refused = worlds::lesson(language, size, "pool", 1);
    worlds::run(&mut refused, StdoutMode::Terminal, Vec::new(), 0);
    let run = refused.lesson().map_or(RunId(0), |lesson| lesson.run.id);
    let problem = Problem {
        span: 0..4,
        line: 1,
        column: 1,
        class: ProblemClass::Unsupported,
        message: "open is not available: a program here cannot touch files".into(),
        remedy: Some("put the names into a list in the program, or pass them as args".into()),
    };
    update(
        &mut refused,
        Message::Run {
            run,
            notice: RunNotice::Refused(vec![problem]),
        },
    );
    let mut paused = worlds::semaphore_app(language, columns, rows);
    let run = paused.lesson().map_or(RunId(0), |lesson| lesson.run.id);
    update(
        &mut paused,
        Message::Run {
            run,
            notice: RunNotice::Phase(Phase::Paused),
        },
    );
    let mut scenes = vec![
        worlds::list(language, columns, rows),
        worlds::lesson(language, size, "semaphore", 0),
        paused,
        torn,
        crowd,
        wide,
        refused,
    ];
    for app in &mut scenes {
        app.appearance = forklore::app::Appearance::default();
    }
    scenes
}
