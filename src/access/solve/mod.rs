//! Whether a request can exist that meets a set of obligations (`ANALYSIS` 2.8 to 2.10).
//!
//! A [`Problem`] has one variable for the resource and one for each condition key that the request
//! may choose. Its [`Atom`]s say something of one variable each; an [`Obligation`] wants one of
//! several sets of literals over them. [`Problem::solve`] gives a [`Model`] that meets them all,
//! shows that there is none and which obligations exclude it, or says that it does not know.
//!
//! Nothing here decides: every atom is held against values by the very code that [`super::decide`]
//! uses, and what is found is confirmed there.

mod assign;
mod atom;
mod key;
mod ordered;
mod place;
mod problem;
mod search;
mod spelling;
#[cfg(test)]
mod tests;
mod value;

pub use atom::{Atom, Literal, Obligation};
pub use key::{Key, canonical};
pub use place::{Apart, Place};
pub use problem::{Model, Outcome, Problem};
pub use spelling::{of_resource, of_values, part_of_arn};
