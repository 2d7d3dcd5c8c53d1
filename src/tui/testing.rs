//! Draws a piece of the screen for a test.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::canvas::Canvas;
use super::picture;
use super::theme::{Depth, Theme};

/// What a view draws on so many columns and rows, as text.
pub fn sketch(width: u16, height: u16, view: impl FnOnce(Rect, &mut Canvas<'_>)) -> String {
    let theme = Theme::default_for(Depth::None);
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let area = buffer.area;
    view(area, &mut Canvas::new(&mut buffer, &theme));
    picture::text(&buffer)
}
