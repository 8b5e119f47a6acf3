//! The screens, drawn into a buffer and compared with the wireframes of SCREENS.md.

#[path = "screens/worlds.rs"]
mod worlds;

use forklore::app::App;
use forklore::lesson::Language;
use forklore::ui;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The screen as text, a line a row, without blanks at the ends.
fn screen(app: &mut App) -> Vec<String> {
    let area = Rect::new(0, 0, app.size.0, app.size.1);
    let mut buf = Buffer::empty(area);
    // Twice: the second frame knows what the first one left behind, as on a terminal.
    app.drawn = ui::render(app, area, &mut buf);
    app.drawn = ui::render(app, area, &mut buf);
    rows(&buf)
}

fn rows(buf: &Buffer) -> Vec<String> {
    let area = buf.area;
    (0..area.height)
        .map(|y| {
            let mut row = String::new();
            let mut skip = 0;
            for x in 0..area.width {
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                let symbol = buf[(x, y)].symbol();
                skip = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
                row.push_str(symbol);
            }
            row.trim_end().to_string()
        })
        .collect()
}

#[test]
fn show() {
    for language in Language::ALL {
        for (columns, rows) in [(80, 24), (120, 40), (200, 60)] {
            let mut app = worlds::semaphore_app(language, columns, rows);
            println!("{}", screen(&mut app).join("\n"));
            let mut app = worlds::list(language, columns, rows);
            println!("{}", screen(&mut app).join("\n"));
        }
    }
}
