//! Draws the rows of a table that are in sight.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Column, Direction, Row, Table, Width};
use crate::tui::canvas::{Canvas, Focus, Hit, Pane, row};
use crate::tui::fuzzy::Matcher;
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;

/// Columns between two columns.
const GAP: u16 = 2;
/// Columns before the first, for the mark.
const MARGIN: u16 = 2;

impl<T: Row> Table<T> {
    /// Draws heads and rows; `empty` is said when there are none at all.
    pub fn view(&self, area: Rect, pane: Pane, focus: Focus, empty: &str, canvas: &mut Canvas<'_>) {
        let columns = places(T::COLUMNS, area);
        self.heads(row(area, 0), pane, &columns, canvas);
        let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let body = if area.height == 0 { area } else { body };
        canvas.height(pane, body.height);
        if self.is_empty() {
            let none = if self.query.is_empty() { empty } else { "nothing matches" };
            canvas.text(
                Rect { x: body.x + 1, width: body.width.saturating_sub(1), ..row(body, 0) },
                none,
                Meaning::Muted,
            );
            return;
        }
        let matcher = Matcher::new(&self.query);
        let shown = self.window.shown(self.len(), usize::from(body.height));
        for (line, place) in shown.clone().enumerate() {
            let Some(item) = self.shown(place) else { continue };
            let line = row(body, line);
            let selected = place == self.window.cursor().min(self.len() - 1);
            let over = match (selected, focus) {
                (true, Focus::Here) => canvas.style(Meaning::Selection),
                (true, Focus::Elsewhere) => canvas.style(Meaning::SelectionInactive),
                (false, _) => Style::new(),
            };
            canvas.wash(line, over);
            if self.marks.contains(&*item.id()) {
                canvas.line_over(line, &Phrase::of("▌", Meaning::Mark), over, &[]);
            }
            for (number, place) in &columns {
                let cell = item.cell(*number);
                let matched =
                    if self.query.is_empty() { Vec::new() } else { matcher.matched(&cell.plain()) };
                canvas.line_over(
                    Rect { y: line.y, height: line.height, ..*place },
                    &cell,
                    over,
                    &matched,
                );
            }
            canvas.hit(line, Hit::Row(pane, place));
        }
        canvas.scrollbar(body, shown.start, self.len());
    }

    fn heads(&self, area: Rect, pane: Pane, columns: &[(usize, Rect)], canvas: &mut Canvas<'_>) {
        for (number, place) in columns {
            let arrow = match self.sort {
                Some(sort) if sort.column == *number => match sort.direction {
                    Direction::Up => " ▲",
                    Direction::Down => " ▼",
                },
                _ => "",
            };
            let title = format!("{}{arrow}", T::COLUMNS[*number].title);
            let place = Rect { y: area.y, height: area.height, ..*place };
            canvas.text(place, &title, Meaning::Column);
            canvas.hit(place, Hit::Column(pane, *number));
        }
    }
}

/// Which columns show, and where: those of the highest rank go first when there is too little room.
fn places(columns: &[Column], area: Rect) -> Vec<(usize, Rect)> {
    let room = area.width.saturating_sub(MARGIN);
    let least = |column: &Column| match column.width {
        Width::Fixed(width) | Width::Fill(width) => width,
    };
    let mut shown: Vec<usize> = (0..columns.len()).collect();
    let needed = |shown: &[usize]| -> u16 {
        shown.iter().map(|at| least(&columns[*at]) + GAP).sum::<u16>().saturating_sub(GAP)
    };
    while shown.len() > 1 && needed(&shown) > room {
        let Some(last) = shown.iter().rposition(|at| {
            Some(columns[*at].rank) == shown.iter().map(|at| columns[*at].rank).max()
        }) else {
            break;
        };
        shown.remove(last);
    }
    let spare = room.saturating_sub(needed(&shown));
    let filling =
        shown.iter().filter(|at| matches!(columns[**at].width, Width::Fill(_))).count() as u16;
    let (share, mut rest) =
        (spare.checked_div(filling).unwrap_or(0), spare.checked_rem(filling).unwrap_or(0));
    let mut x = area.x.saturating_add(MARGIN);
    let mut placed = Vec::new();
    for at in shown {
        let extra = match columns[at].width {
            Width::Fixed(_) => 0,
            Width::Fill(_) => {
                let one = rest.min(1);
                rest -= one;
                share + one
            }
        };
        let width = (least(&columns[at]) + extra).min(area.right().saturating_sub(x));
        placed.push((at, Rect { x, width, ..area }));
        x = x.saturating_add(width + GAP);
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column { title: "a", width: Width::Fill(10), rank: 0 },
        Column { title: "b", width: Width::Fixed(5), rank: 2 },
        Column { title: "c", width: Width::Fill(10), rank: 1 },
    ];

    #[test]
    fn columns_share_the_room_and_leave_by_rank() {
        let widths = |width| -> Vec<(usize, u16)> {
            let placed = places(&COLUMNS, Rect::new(0, 0, width, 1));
            placed.into_iter().map(|(at, place)| (at, place.width)).collect()
        };
        assert_eq!(widths(40), [(0, 15), (1, 5), (2, 14)]);
        assert_eq!(widths(25), [(0, 11), (2, 10)]);
        assert_eq!(widths(15), [(0, 13)]);
        assert_eq!(widths(4), [(0, 2)]);
        assert_eq!(widths(1), [(0, 0)]);
    }
}
