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

/// Works out which rows show and in which order; `None` when it was stopped on the way.
pub type Arranging = Box<dyn FnOnce(&super::job::Stop) -> Option<Vec<u32>> + Send>;

/// Beyond so many rows, matching and sorting run on a worker.
pub const INLINE_ROWS: usize = 10_000;
