//! The furniture of screens: lists, trees, documents, forms. Windowed: cost follows the screen, not the data.

pub mod buttons;
pub mod document;
pub mod form;
pub mod input;
pub mod panel;
pub mod steps;
pub mod table;
pub mod tabs;
pub mod tree;
pub mod window;

/// Which rows show, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Their places among all rows.
    pub rows: Vec<u32>,
    /// The row that was looked for by id, and where it shows, if it does.
    pub looked_for: Option<(String, Option<usize>)>,
}

impl From<Vec<u32>> for Order {
    fn from(rows: Vec<u32>) -> Self {
        Self { rows, looked_for: None }
    }
}

/// Works out which rows show and in which order; `None` when it was stopped on the way.
pub type Arranging = Box<dyn FnOnce(&super::job::Stop) -> Option<Order> + Send>;

/// Beyond so many rows, matching and sorting run on a worker.
pub const INLINE_ROWS: usize = 10_000;
