//! A drawing as a picture: cells to SVG, or to plain text.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use super::theme::rgb;

/// Width and height of a cell in the picture, in pixels.
const CELL: (u32, u32) = (9, 18);
/// Pixels around the cells.
const MARGIN: u32 = 12;

/// Red, green and blue of the ground and of the ink where the terminal's own colours are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Behind the text.
    pub ground: (u8, u8, u8),
    /// The text.
    pub ink: (u8, u8, u8),
}

impl Paper {
    /// For themes on a dark ground.
    pub const DARK: Self = Self { ground: (0x1a, 0x1b, 0x26), ink: (0xc8, 0xd3, 0xf5) };
    /// For themes on a light ground.
    pub const LIGHT: Self = Self { ground: (0xfa, 0xfa, 0xfc), ink: (0x34, 0x3b, 0x58) };
}

/// The drawing as text, a line for each row.
pub fn text(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in rows(buffer.area) {
        for (_, cell, _) in cells(buffer, y) {
            text.push_str(cell.symbol());
        }
        text.push('\n');
    }
    text
}

/// The drawing as a standalone SVG document.
pub fn svg(buffer: &Buffer, paper: Paper) -> String {
    let area = buffer.area;
    let width = u32::from(area.width) * CELL.0 + 2 * MARGIN;
    let height = u32::from(area.height) * CELL.1 + 2 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n\
         <g font-family=\"'JetBrains Mono','Cascadia Mono','DejaVu Sans Mono',Menlo,Consolas,monospace\" \
         font-size=\"15\" xml:space=\"preserve\">\n",
        hex(paper.ground)
    );
    for y in rows(area) {
        for run in runs(buffer, y, paper) {
            draw(&mut svg, &run, y - area.y, paper);
        }
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Look {
    ink: (u8, u8, u8),
    ground: (u8, u8, u8),
    bold: bool,
    italic: bool,
    underlined: bool,
    struck: bool,
    dim: bool,
}

impl Look {
    fn of(cell: &Cell, paper: Paper) -> Self {
        let has = |modifier| cell.modifier.contains(modifier);
        let colour = |colour: Color, own| rgb(colour).unwrap_or(own);
        let (ink, ground) = (colour(cell.fg, paper.ink), colour(cell.bg, paper.ground));
        let (ink, ground) = if has(Modifier::REVERSED) { (ground, ink) } else { (ink, ground) };
        Self {
            ink,
            ground,
            bold: has(Modifier::BOLD),
            italic: has(Modifier::ITALIC),
            underlined: has(Modifier::UNDERLINED),
            struck: has(Modifier::CROSSED_OUT),
            dim: has(Modifier::DIM),
        }
    }
}

struct Run {
    start: u16,
    columns: u16,
    text: String,
    look: Look,
}

/// Neighbours that look the same, as one text.
fn runs(buffer: &Buffer, y: u16, paper: Paper) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (x, cell, columns) in cells(buffer, y) {
        let look = Look::of(cell, paper);
        match runs.last_mut() {
            Some(run) if run.look == look => {
                run.text.push_str(cell.symbol());
                run.columns += columns;
            }
            _ => runs.push(Run {
                start: x - buffer.area.x,
                columns,
                text: cell.symbol().to_owned(),
                look,
            }),
        }
    }
    runs
}

fn draw(svg: &mut String, run: &Run, row: u16, paper: Paper) {
    let x = MARGIN + u32::from(run.start) * CELL.0;
    let y = MARGIN + u32::from(row) * CELL.1;
    let width = u32::from(run.columns) * CELL.0;
    let look = run.look;
    // Writing to a String cannot fail.
    if look.ground != paper.ground {
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{}\"/>",
            CELL.1,
            hex(look.ground)
        );
    }
    if run.text.trim().is_empty() && !look.underlined {
        return;
    }
    let mut attributes = String::new();
    if look.bold {
        attributes.push_str(" font-weight=\"bold\"");
    }
    if look.italic {
        attributes.push_str(" font-style=\"italic\"");
    }
    if look.dim {
        attributes.push_str(" opacity=\"0.6\"");
    }
    match (look.underlined, look.struck) {
        (true, false) => attributes.push_str(" text-decoration=\"underline\""),
        (false, true) => attributes.push_str(" text-decoration=\"line-through\""),
        (true, true) => attributes.push_str(" text-decoration=\"underline line-through\""),
        (false, false) => {}
    }
    let _ = writeln!(
        svg,
        "<text x=\"{x}\" y=\"{}\" textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{}\"{attributes}>{}</text>",
        y + CELL.1 * 3 / 4,
        hex(look.ink),
        escape(&run.text)
    );
}

fn rows(area: Rect) -> std::ops::Range<u16> {
    area.top()..area.bottom()
}

/// The cells of a row with their columns; those hidden behind a wide letter are left out.
fn cells(buffer: &Buffer, y: u16) -> Vec<(u16, &Cell, u16)> {
    let mut cells = Vec::new();
    let mut x = buffer.area.left();
    while x < buffer.area.right() {
        let cell = &buffer[(x, y)];
        let columns = (cell.symbol().width().max(1) as u16).min(buffer.area.right() - x);
        cells.push((x, cell, columns));
        x += columns;
    }
    cells
}

fn hex((red, green, blue): (u8, u8, u8)) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    #[test]
    fn wide_letters_take_one_place_in_text() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 2));
        buffer.set_string(0, 0, "日a", Style::new());
        assert_eq!(text(&buffer), "日a   \n      \n");
    }

    #[test]
    fn a_picture_has_colours_weight_and_no_loose_markup() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
        buffer.set_string(
            0,
            0,
            "a<b",
            Style::new().fg(Color::Rgb(1, 2, 3)).add_modifier(Modifier::BOLD),
        );
        buffer.set_string(
            4,
            0,
            "sel",
            Style::new().add_modifier(Modifier::REVERSED | Modifier::UNDERLINED),
        );
        let svg = svg(&buffer, Paper::DARK);
        assert!(svg.contains(r##"fill="#010203" font-weight="bold">a&lt;b<"##), "{svg}");
        assert!(
            svg.contains(r##"<rect x="48" y="12" width="27" height="18" fill="#c8d3f5"/>"##),
            "{svg}"
        );
        assert!(svg.contains("text-decoration=\"underline\""));
        assert_eq!(svg.matches("<text").count(), 2);
    }
}
