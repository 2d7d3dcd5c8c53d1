//! Tables: columns aligned by what a terminal shows, the widest made to give way when room is short.

use super::line::{Meaning, Piece};

/// Columns between two columns.
const GAP: usize = 2;
/// No column is cut below this.
const LEAST: usize = 8;

/// To which side the cells of a column keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Texts.
    Left,
    /// Numbers.
    Right,
}

/// Rows under heads.
#[derive(Debug, Clone)]
pub struct Table {
    heads: Vec<(Piece, Align)>,
    rows: Vec<Vec<Piece>>,
}

impl Table {
    /// A table with these heads and no rows. A head that begins with `>` keeps its column right.
    pub fn new(heads: &[&str]) -> Self {
        let head = |text: &&str| match text.strip_prefix('>') {
            Some(text) => (Piece::new(Meaning::Title, text), Align::Right),
            None => (Piece::new(Meaning::Title, text), Align::Left),
        };
        Self { heads: heads.iter().map(head).collect(), rows: Vec::new() }
    }

    /// Adds a row: one cell for each head.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Piece>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lines of the table, at most so wide where a width is given.
    pub(super) fn lines(&self, room: Option<usize>) -> impl Iterator<Item = Vec<Piece>> {
        let widths = self.widths(room);
        let heads: Vec<Piece> = self.heads.iter().map(|(head, _)| head.clone()).collect();
        let heads = self.line(&heads, &widths);
        let rows = self.rows.iter().map(move |row| self.line(row, &widths));
        std::iter::once(heads).chain(rows)
    }

    fn widths(&self, room: Option<usize>) -> Vec<usize> {
        let mut widths: Vec<usize> = self.heads.iter().map(|(head, _)| head.width()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        let gaps = GAP * widths.len().saturating_sub(1);
        let Some(room) = room else { return widths };
        while widths.iter().sum::<usize>() + gaps > room {
            match widths.iter_mut().max() {
                Some(widest) if *widest > LEAST => *widest -= 1,
                _ => break,
            }
        }
        widths
    }

    fn line(&self, row: &[Piece], widths: &[usize]) -> Vec<Piece> {
        let mut line = Vec::new();
        let last = row.iter().rposition(|cell| !cell.text.is_empty());
        for (at, (cell, width)) in row.iter().zip(widths).enumerate() {
            let cell = cell.cut(*width);
            let blank = Piece::from(" ".repeat(width - cell.width()));
            match self.heads[at].1 {
                Align::Left if last.is_none_or(|last| at >= last) => line.push(cell),
                Align::Left => line.extend([cell, blank]),
                Align::Right => line.extend([blank, cell]),
            }
            if last.is_none_or(|last| at >= last) {
                break;
            }
            line.push(Piece::from(" ".repeat(GAP)));
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(table: &Table, room: Option<usize>) -> Vec<String> {
        table.lines(room).map(|line| line.into_iter().map(|piece| piece.text).collect()).collect()
    }

    #[test]
    fn columns_align_by_what_is_shown() {
        let mut table = Table::new(&["NAME", ">N"]);
        table.row(["漢字".into(), "1".into()]);
        table.row(["billing".into(), "12".into()]);
        assert_eq!(text(&table, None), ["NAME      N", "漢字      1", "billing  12"]);
    }

    #[test]
    fn the_widest_column_gives_way() {
        let mut table = Table::new(&["ID", "WHY"]);
        table.row(["a-1".into(), "a rather long explanation".into()]);
        assert_eq!(text(&table, Some(16))[1], "a-1  a rather l…");
        assert_eq!(text(&table, Some(3))[1], "a-1  a rathe…");
    }

    #[test]
    fn no_line_ends_in_spaces() {
        let mut table = Table::new(&["A", "B"]);
        table.row(["x".into(), "".into()]);
        assert_eq!(text(&table, None)[1], "x");
    }
}
