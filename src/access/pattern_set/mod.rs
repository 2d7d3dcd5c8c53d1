//! Sets of texts described by patterns, and whether any text is in some of them and not in others
//! (`ANALYSIS` 2.6 and 2.7).
//!
//! A [`Pattern`] is its own automaton: the state is the set of places in it that a text can have
//! come to. [`find`] searches the product of several of them for a text, best first, within a
//! budget: it finds one, proves that there is none, or says that it does not know.

mod automaton;
mod fuel;
mod masks;
mod meeting;
mod pattern;
mod search;
#[cfg(test)]
mod tests;

pub use fuel::Fuel;
pub use pattern::{Pattern, Piece, Reach};
pub use search::{Found, find};
