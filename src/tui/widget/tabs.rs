//! A line of tabs, of which one is shown.

use ratatui::layout::Rect;

use crate::tui::canvas::{Canvas, Hit, Pane};
use crate::tui::phrase::Phrase;
use crate::tui::text;
use crate::tui::theme::Meaning;

/// Which of a screen's tabs is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tabs<T: 'static> {
    all: &'static [T],
    shown: usize,
}

impl<T: Copy + PartialEq> Tabs<T> {
    /// Tabs, of which the first is shown.
    pub fn new(all: &'static [T]) -> Self {
        Self { all, shown: 0 }
    }

    /// The tab shown; `None` when there are no tabs.
    pub fn shown(&self) -> Option<T> {
        self.all.get(self.shown).copied()
    }

    /// Shows the next tab, after the last the first.
    pub fn next(&mut self) {
        self.shown = (self.shown + 1) % self.all.len().max(1);
    }

    /// Shows the tab before, before the first the last.
    pub fn previous(&mut self) {
        self.shown = (self.shown + self.all.len().saturating_sub(1)) % self.all.len().max(1);
    }

    /// Shows a tab by its place.
    pub fn show(&mut self, place: usize) {
        if place < self.all.len() {
            self.shown = place;
        }
    }

    /// The place of the tab shown.
    pub fn place(&self) -> usize {
        self.shown
    }

    /// Draws the tabs on one line. When they do not all fit, the one shown stays in sight.
    pub fn view(
        &self,
        area: Rect,
        pane: Pane,
        name: impl Fn(T) -> String,
        canvas: &mut Canvas<'_>,
    ) {
        let names: Vec<String> = self.all.iter().map(|tab| format!(" {} ", name(*tab))).collect();
        let columns = |from: usize, to: usize| -> usize {
            names[from..=to].iter().map(|n| text::width(n) + 1).sum()
        };
        let room = usize::from(area.width);
        let mut first = 0;
        while first < self.shown && columns(first, self.shown) > room {
            first += 1;
        }
        let mut rest = area;
        for (place, name) in names.iter().enumerate().skip(first) {
            let meaning = if place == self.shown { Meaning::TabActive } else { Meaning::Tab };
            let took = canvas.line(rest, &Phrase::of(name.as_str(), meaning));
            canvas.hit(Rect { width: took, ..rest }, Hit::Tab(pane, place));
            let step = (took + 1).min(rest.width);
            rest = Rect { x: rest.x + step, width: rest.width - step, ..rest };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_go_round() {
        let mut tabs = Tabs::new(&[1, 2, 3]);
        tabs.previous();
        assert_eq!(tabs.shown(), Some(3));
        tabs.next();
        assert_eq!(tabs.shown(), Some(1));
        tabs.show(7);
        assert_eq!(tabs.place(), 0);
        let mut none = Tabs::<u8>::new(&[]);
        none.next();
        none.previous();
        assert_eq!(none.shown(), None);
    }
}
