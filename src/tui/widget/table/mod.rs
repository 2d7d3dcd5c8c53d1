//! A list with columns: selection and marks by id, sort, fuzzy filter. Only rows in sight are drawn.

mod arrange;
mod view;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use super::window::{Motion, Window};
use super::{Arranging, INLINE_ROWS, Order};
use crate::tui::command::Command;
use crate::tui::history::Place;
use crate::tui::phrase::Phrase;
use crate::tui::screen::ScreenId;
use crate::tui::theme::Meaning;

/// How wide a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// Always so many columns.
    Fixed(u16),
    /// At least so many, and a share of what is left.
    Fill(u16),
}

/// The head of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its title.
    pub title: &'static str,
    /// Its width.
    pub width: Width,
    /// When there is too little room, columns of the highest rank go first.
    pub rank: u8,
}

/// Something that a table lists.
pub trait Row: Send + Sync + 'static {
    /// The columns of its table.
    const COLUMNS: &'static [Column];

    /// What names it for good.
    fn id(&self) -> Cow<'_, str>;

    /// Whether that is its name.
    fn is(&self, id: &str) -> bool {
        self.id() == id
    }

    /// What stands in a column.
    fn cell(&self, column: usize) -> Phrase;

    /// What the filter looks at: fields, a line each.
    fn haystack(&self) -> Cow<'_, str>;

    /// Its order by a column.
    fn compare(&self, other: &Self, column: usize) -> Ordering {
        self.cell(column).plain().cmp(&other.cell(column).plain())
    }
}

/// Whether something is written like that; ends at the first difference.
pub fn is_written(what: &impl fmt::Display, text: &str) -> bool {
    struct Rest<'t>(&'t str);

    impl fmt::Write for Rest<'_> {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0 = self.0.strip_prefix(text).ok_or(fmt::Error)?;
            Ok(())
        }
    }

    let mut rest = Rest(text);
    write!(rest, "{what}").is_ok() && rest.0.is_empty()
}

/// Which way a sort goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Up,
    /// Largest first.
    Down,
}

/// By what rows are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column.
    pub column: usize,
    /// The way.
    pub direction: Direction,
}

/// A list with columns.
#[derive(Debug)]
pub struct Table<T> {
    items: Arc<Vec<T>>,
    /// The items that show, in order: kept until the items, the query or the sort change.
    order: Vec<u32>,
    query: String,
    sort: Option<Sort>,
    window: Window,
    wanted: Option<String>,
    marks: BTreeSet<String>,
}

impl<T: Row> Table<T> {
    /// A table of these items, in their own order.
    pub fn new(items: Arc<Vec<T>>) -> Self {
        let order = (0..items.len() as u32).collect();
        Self {
            items,
            order,
            query: String::new(),
            sort: None,
            window: Window::default(),
            wanted: None,
            marks: BTreeSet::new(),
        }
    }

    /// A table of these items as a place was left, and the work that must be done first.
    pub fn as_left(items: Arc<Vec<T>>, place: &Place) -> (Self, Option<Arranging>) {
        let mut table = Self::new(items);
        table.wanted.clone_from(&place.selection);
        table.query.clone_from(&place.query);
        table.sort = place.sort;
        let work = table.arrange();
        (table, work)
    }

    /// How the table is left, on its screen.
    pub fn leave(&self, screen: ScreenId) -> Place {
        Place {
            selection: self
                .wanted
                .clone()
                .or_else(|| self.selected().map(|item| item.id().into_owned())),
            query: self.query.clone(),
            sort: self.sort,
            ..Place::on(screen)
        }
    }

    /// A title that counts the rows.
    pub fn title(&self, name: &str) -> Phrase {
        let count = if self.len() == self.total() {
            format!(" {}", self.total())
        } else {
            format!(" {} of {}", self.len(), self.total())
        };
        let title = Phrase::of(name, Meaning::Title).and(count, Meaning::Muted);
        if self.query.is_empty() {
            title
        } else {
            title.and(format!("  /{}", self.query), Meaning::Accent)
        }
    }

    /// Takes new items in place of the old; selection and marks are kept by id.
    #[must_use = "large tables are arranged by a job"]
    pub fn replace(&mut self, items: Arc<Vec<T>>) -> Option<Arranging> {
        self.remember();
        self.order.retain(|at| (*at as usize) < items.len());
        self.items = items;
        self.arrange()
    }

    /// Narrows the rows to those that match, and selects the first of them; without a query, what
    /// was selected stays so.
    #[must_use = "large tables are arranged by a job"]
    pub fn filter(&mut self, query: &str) -> Option<Arranging> {
        self.remember();
        if !query.trim().is_empty() {
            self.wanted = None;
        }
        query.clone_into(&mut self.query);
        self.arrange()
    }

    /// Sorts the rows; `None` gives the items' own order, or the best matches first.
    #[must_use = "large tables are arranged by a job"]
    pub fn sort_by(&mut self, sort: Option<Sort>) -> Option<Arranging> {
        self.remember();
        self.sort = sort;
        self.arrange()
    }

    /// Sorts by a column; a second time turns the order around.
    #[must_use = "large tables are arranged by a job"]
    pub fn sort_column(&mut self, column: usize) -> Option<Arranging> {
        let direction = match self.sort {
            Some(Sort { column: same, direction: Direction::Up }) if same == column => {
                Direction::Down
            }
            _ => Direction::Up,
        };
        self.sort_by(Some(Sort { column, direction }))
    }

    /// Sorts by the next column; after the last, by none.
    #[must_use = "large tables are arranged by a job"]
    pub fn sort_next(&mut self) -> Option<Arranging> {
        let next = self.sort.map_or(0, |sort| sort.column + 1);
        let sort =
            (next < T::COLUMNS.len()).then_some(Sort { column: next, direction: Direction::Up });
        self.sort_by(sort)
    }

    /// Turns the order of the sort around.
    #[must_use = "large tables are arranged by a job"]
    pub fn reverse(&mut self) -> Option<Arranging> {
        let sort = self.sort.unwrap_or(Sort { column: 0, direction: Direction::Up });
        let direction = match sort.direction {
            Direction::Up => Direction::Down,
            Direction::Down => Direction::Up,
        };
        self.sort_by(Some(Sort { direction, ..sort }))
    }

    /// Takes the result of a job that arranged the rows.
    pub fn arranged(&mut self, order: Order) {
        let Order { rows, looked_for } = order;
        let all = rows.len();
        self.order = rows;
        self.order.retain(|at| (*at as usize) < self.items.len());
        let looked_for = looked_for.filter(|_| self.order.len() == all);
        let place = match (&self.wanted, looked_for) {
            (Some(wanted), Some((id, place))) if *wanted == id => place,
            (Some(wanted), _) => self.place(wanted),
            (None, _) => None,
        };
        self.window.go(Motion::To(place.unwrap_or(0)), self.order.len(), usize::MAX);
    }

    /// Carries out a command for lists; `None` when it is for someone else. The inner value is the
    /// work that must be done before the rows are right.
    pub fn command(&mut self, command: Command, height: usize) -> Option<Option<Arranging>> {
        match command {
            Command::Leave if !self.query.is_empty() => Some(self.filter("")),
            Command::Sort => Some(self.sort_next()),
            Command::Reverse => Some(self.reverse()),
            Command::Mark => {
                self.mark(height);
                Some(None)
            }
            _ => {
                self.go(Motion::of(command, height)?, height);
                Some(None)
            }
        }
    }

    /// Moves the selection.
    pub fn go(&mut self, motion: Motion, height: usize) {
        self.window.go(motion, self.order.len(), height);
        self.remember();
    }

    /// Turns the wheel.
    pub fn scroll(&mut self, motion: Motion, height: usize) {
        self.window.scroll(motion, self.order.len(), height);
        self.remember();
    }

    /// Selects a row by id, now or as soon as it shows; tells whether it shows.
    pub fn select(&mut self, id: &str) -> bool {
        self.wanted = Some(id.to_owned());
        let place = self.place(id);
        if let Some(place) = place {
            self.window.go(Motion::To(place), self.order.len(), usize::MAX);
        }
        place.is_some()
    }

    /// The selected item.
    pub fn selected(&self) -> Option<&T> {
        self.shown(self.window.cursor())
    }

    /// Marks or unmarks the selected row and goes to the next.
    pub fn mark(&mut self, height: usize) {
        let Some(id) = self.selected().map(|item| item.id().into_owned()) else { return };
        if !self.marks.remove(&id) {
            self.marks.insert(id);
        }
        self.go(Motion::Down(1), height);
    }

    /// The ids of the marked rows.
    pub fn marks(&self) -> &BTreeSet<String> {
        &self.marks
    }

    /// What the rows are narrowed to.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// By what the rows are sorted.
    pub fn sort(&self) -> Option<Sort> {
        self.sort
    }

    /// Rows that show.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether no row shows.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Rows in all, shown or not.
    pub fn total(&self) -> usize {
        self.items.len()
    }

    /// The item that shows at a place.
    pub fn shown(&self, place: usize) -> Option<&T> {
        self.items.get(*self.order.get(place)? as usize)
    }

    fn place(&self, id: &str) -> Option<usize> {
        self.order.iter().position(|at| self.items[*at as usize].is(id))
    }

    fn remember(&mut self) {
        if let Some(item) = self.selected() {
            self.wanted = Some(item.id().into_owned());
        }
    }

    fn arrange(&mut self) -> Option<Arranging> {
        let (items, query, sort) = (Arc::clone(&self.items), self.query.clone(), self.sort);
        let wanted = self.wanted.clone();
        let arranging: Arranging =
            Box::new(move |stop| arrange::arrange(&items, &query, sort, wanted, stop));
        if self.items.len() > INLINE_ROWS {
            return Some(arranging);
        }
        if let Some(order) = arranging(&crate::tui::job::Stop::default()) {
            self.arranged(order);
        }
        None
    }
}

#[cfg(test)]
mod tests;
