//! Toasts: short news in the corner, which go by themselves.

use std::time::Duration;

use ratatui::layout::Rect;

use super::canvas::Canvas;
use super::phrase::Phrase;
use super::text::wrap;
use super::theme::Meaning;

/// One piece of news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// How it is meant: success, info, warning or error.
    pub meaning: Meaning,
    /// What it says.
    pub text: String,
}

impl Toast {
    /// News that is meant so.
    pub fn new(meaning: Meaning, text: impl Into<String>) -> Self {
        Self { meaning, text: text.into() }
    }

    /// How long it shows: longer when it is bad or long.
    pub fn lasts(&self) -> Duration {
        let least = if matches!(self.meaning, Meaning::Error | Meaning::Warning) { 6 } else { 3 };
        Duration::from_secs(least + self.text.len() as u64 / 40)
    }
}

/// The toasts that show, oldest first.
#[derive(Debug, Default)]
pub struct Toasts {
    shown: Vec<(u64, Toast)>,
    last: u64,
}

/// Toasts shown at once.
const MOST: usize = 4;
/// Columns of a toast.
const WIDTH: u16 = 50;

impl Toasts {
    /// Shows a toast, and tells by which number to take it away.
    pub fn show(&mut self, toast: Toast) -> u64 {
        self.shown.retain(|(_, older)| *older != toast);
        if self.shown.len() == MOST {
            self.shown.remove(0);
        }
        self.last += 1;
        self.shown.push((self.last, toast));
        self.last
    }

    /// Takes a toast away; tells whether it still showed.
    pub fn over(&mut self, number: u64) -> bool {
        let before = self.shown.len();
        self.shown.retain(|(known, _)| *known != number);
        self.shown.len() != before
    }

    /// Draws the toasts from the lower right corner upwards.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let mut bottom = area.bottom();
        for (_, toast) in self.shown.iter().rev() {
            let width = WIDTH.min(area.width);
            let lines = wrap(&toast.text, usize::from(width.saturating_sub(6)));
            let height = lines.len() as u16 + 2;
            if bottom < area.y + height || width < 10 {
                break;
            }
            bottom -= height;
            let place = Rect { x: area.right() - width, y: bottom, width, height };
            canvas.clear(place);
            canvas.frame(place, toast.meaning);
            for (number, line) in lines.iter().enumerate() {
                let sign = if number == 0 { toast.meaning.glyph().unwrap_or(" ") } else { " " };
                let at = Rect {
                    x: place.x + 2,
                    y: place.y + 1 + number as u16,
                    width: width - 4,
                    height: 1,
                };
                canvas.line(
                    at,
                    &Phrase::of(format!("{sign} "), toast.meaning).and(line, Meaning::Text),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_news_shows_once_and_only_the_latest_few_show() {
        let mut toasts = Toasts::default();
        let first = toasts.show(Toast::new(Meaning::Info, "same"));
        let second = toasts.show(Toast::new(Meaning::Info, "same"));
        assert!(!toasts.over(first) && toasts.over(second) && !toasts.over(second));
        for number in 0..9 {
            toasts.show(Toast::new(Meaning::Info, number.to_string()));
        }
        assert_eq!(toasts.shown.len(), MOST);
    }
}
