//! A window on rows: which is selected, which is the first to show, and how both move.

use std::ops::Range;

use crate::tui::command::Command;

/// A move through rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// So many rows down.
    Down(usize),
    /// So many rows up.
    Up(usize),
    /// To the first.
    Top,
    /// To the last.
    Bottom,
    /// To a row by number.
    To(usize),
}

impl Motion {
    /// The move a command asks for in a pane of so many rows, if it asks for one.
    pub fn of(command: Command, height: usize) -> Option<Self> {
        let half = (height / 2).max(1);
        let page = height.saturating_sub(1).max(1);
        match command {
            Command::Down => Some(Self::Down(1)),
            Command::Up => Some(Self::Up(1)),
            Command::Top => Some(Self::Top),
            Command::Bottom => Some(Self::Bottom),
            Command::HalfDown => Some(Self::Down(half)),
            Command::HalfUp => Some(Self::Up(half)),
            Command::PageDown => Some(Self::Down(page)),
            Command::PageUp => Some(Self::Up(page)),
            _ => None,
        }
    }

    fn from(self, at: usize, last: usize) -> usize {
        match self {
            Self::Down(rows) => at.saturating_add(rows).min(last),
            Self::Up(rows) => at.saturating_sub(rows).min(last),
            Self::Top => 0,
            Self::Bottom => last,
            Self::To(row) => row.min(last),
        }
    }
}

/// A selected row and the first row shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    cursor: usize,
    first: usize,
}

impl Window {
    /// The selected row.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Moves the selection, and the window with it.
    pub fn go(&mut self, motion: Motion, rows: usize, height: usize) {
        self.cursor = motion.from(self.cursor, rows.saturating_sub(1));
        self.first = self.shown(rows, height).start;
    }

    /// Moves the window, and takes the selection along at its edge.
    pub fn scroll(&mut self, motion: Motion, rows: usize, height: usize) {
        let height = height.max(1);
        self.first = motion.from(self.shown(rows, height).start, rows.saturating_sub(height));
        let last = (self.first + height - 1).min(rows.saturating_sub(1));
        self.cursor = self.cursor.clamp(self.first.min(last), last);
    }

    /// The rows that show: the selection is always among them.
    pub fn shown(&self, rows: usize, height: usize) -> Range<usize> {
        let height = height.max(1);
        let cursor = self.cursor.min(rows.saturating_sub(1));
        let first = self.first.clamp((cursor + 1).saturating_sub(height), cursor);
        let first = first.min(rows.saturating_sub(height));
        first..(first + height).min(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selection_is_always_shown() {
        for (rows, height) in [(0, 0), (0, 5), (1, 1), (7, 3), (100, 10), (3, 0)] {
            let mut window = Window::default();
            for motion in [
                Motion::Bottom,
                Motion::Up(2),
                Motion::Down(5),
                Motion::Top,
                Motion::To(50),
                Motion::Up(1),
            ] {
                window.go(motion, rows, height);
                let shown = window.shown(rows, height);
                assert!(
                    rows == 0 || shown.contains(&window.cursor()),
                    "{rows} {height} {motion:?}"
                );
                window.scroll(Motion::Down(3), rows, height);
                assert!(rows == 0 || window.shown(rows, height).contains(&window.cursor()));
            }
        }
    }

    #[test]
    fn moving_back_scrolls_only_at_the_edge() {
        let mut window = Window::default();
        window.go(Motion::To(20), 100, 10);
        assert_eq!(window.shown(100, 10), 11..21);
        window.go(Motion::Up(3), 100, 10);
        assert_eq!(window.shown(100, 10), 11..21);
        window.go(Motion::Up(8), 100, 10);
        assert_eq!(window.shown(100, 10), 9..19);
    }

    #[test]
    fn a_shrunk_list_still_shows_its_end() {
        let mut window = Window::default();
        window.go(Motion::Bottom, 100, 10);
        assert_eq!(window.shown(4, 10), 0..4);
        assert_eq!(window.shown(15, 10), 5..15);
    }
}
