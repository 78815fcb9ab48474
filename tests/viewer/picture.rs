//! The picture of the README, from a real frame.

use std::fmt::Write as _;

use ratatui::style::{Color, Modifier};

use super::Viewer;

const CELL: (usize, usize) = (8, 17);
const GROUND: &str = "#1b1f27";
const INK: &str = "#d6dae2";

/// A colour of the terminal as the picture shows it.
fn colour(color: Color, default: &'static str) -> String {
    match color {
        Color::Black => "#1b1f27".to_owned(),
        Color::Red => "#f0706c".to_owned(),
        Color::Green => "#8fce7d".to_owned(),
        Color::Yellow => "#e6c46a".to_owned(),
        Color::Blue => "#7fb2f0".to_owned(),
        Color::Magenta => "#cf97e6".to_owned(),
        Color::Cyan => "#6fd0d4".to_owned(),
        Color::DarkGray | Color::Indexed(_) => "#868d9b".to_owned(),
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        _ => default.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The frame as SVG: one rectangle and one text for each run of cells that look alike.
fn svg(viewer: &mut Viewer) -> String {
    let buffer = viewer.frame();
    let (columns, rows) = (
        usize::from(buffer.area.width),
        usize::from(buffer.area.height),
    );
    let (width, height) = (columns * CELL.0 + 16, rows * CELL.1 + 16);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"ui-monospace,Consolas,Menlo,'DejaVu Sans Mono',monospace\" font-size=\"13\">\n\
         <title>wilog view</title>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"{GROUND}\"/>\n"
    );
    for (row, cells) in buffer.content().chunks(columns).enumerate() {
        let y = 8 + row * CELL.1;
        let mut column = 0;
        for run in cells.chunk_by(|a, b| a.style() == b.style()) {
            let style = run[0].style();
            let x = 8 + column * CELL.0;
            let ground = colour(style.bg.unwrap_or_default(), GROUND);
            if ground != GROUND {
                let width = run.len() * CELL.0;
                writeln!(
                    svg,
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{ground}\"/>",
                    CELL.1
                )
                .unwrap();
            }
            let text: String = run.iter().map(ratatui::buffer::Cell::symbol).collect();
            if !text.trim().is_empty() {
                let ink = colour(style.fg.unwrap_or_default(), INK);
                let bold = style.add_modifier.contains(Modifier::BOLD);
                let weight = if bold { " font-weight=\"bold\"" } else { "" };
                let lead = text.len() - text.trim_start().len();
                let shown = text.trim();
                writeln!(
                    svg,
                    "<text x=\"{}\" y=\"{}\" fill=\"{ink}\"{weight} textLength=\"{}\" xml:space=\"preserve\">{}</text>",
                    x + lead * CELL.0,
                    y + 13,
                    shown.chars().count() * CELL.0,
                    escaped(shown)
                )
                .unwrap();
            }
            column += run.len();
        }
    }
    svg.push_str("</svg>\n");
    svg
}

#[test]
fn the_picture_is_a_real_frame() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let log = std::fs::read(path.join("sample-logs/file-access-denied.log")).unwrap();
    let mut viewer = Viewer::of_bytes(
        "file-access-denied.log",
        log,
        (124, 34),
        wilog::tui::Depth::True,
    );
    let svg = svg(&mut viewer);
    let path = path.join("docs/viewer.svg");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, svg).unwrap();
    } else {
        let found = std::fs::read_to_string(&path)
            .unwrap_or_default()
            .replace("\r\n", "\n");
        assert!(
            found == svg,
            "run `UPDATE=1 cargo test --test viewer` and look at docs/viewer.svg"
        );
    }
}
