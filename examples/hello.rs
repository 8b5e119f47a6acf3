//! The smallest ratatui program that does something: it shows the last key, and quits at `q`.
//! The yardstick of `bench-report`: what costs more than this is forklore's.
//!
//! With `animate` it also draws 30 frames a second.

use std::time::{Duration, Instant};

use ratatui::crossterm::event::{self, Event, KeyCode};
use ratatui::widgets::{Block, Paragraph};

/// 30 frames a second.
const FRAME: Duration = Duration::from_millis(33);

fn main() -> std::io::Result<()> {
    let animates = std::env::args().nth(1).as_deref() == Some("animate");
    let mut terminal = ratatui::init();
    let result = show(&mut terminal, animates);
    ratatui::restore();
    result
}

fn show(terminal: &mut ratatui::DefaultTerminal, animates: bool) -> std::io::Result<()> {
    let start = Instant::now();
    let mut last = ' ';
    loop {
        let clock = if animates {
            start.elapsed().as_millis()
        } else {
            0
        };
        terminal.draw(|frame| {
            let text = format!("hello, last key: {last}\nclock: {clock}");
            let paragraph = Paragraph::new(text).block(Block::bordered().title("hello"));
            frame.render_widget(paragraph, frame.area());
        })?;
        if animates && !event::poll(FRAME)? {
            continue;
        }
        if let Event::Key(key) = event::read()? {
            match key.code {
                KeyCode::Char('q') => return Ok(()),
                KeyCode::Char(letter) => last = letter,
                _ => {}
            }
        }
    }
}
