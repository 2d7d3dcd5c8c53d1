//! Parameters: what a template asks for, and the values that are given.

mod check;
mod constraint;
mod kind;
pub(super) mod shape;
#[cfg(test)]
mod tests;
mod value;

pub use check::{ParameterError, ParameterProblem, check, preview};
pub use constraint::{Bounds, Pattern};
pub use kind::{BadValue, Kind};
pub use value::{Given, Value};

use super::text::Text;
use crate::policy::Position;

/// Something that a template asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub at: Position,
    /// What it is for.
    pub description: String,
    /// What values it takes.
    pub kind: Kind,
    /// The value if none is given; may mention parameters declared above.
    pub default: Option<Given<Text>>,
    /// Whether no other account of the organization may have the value.
    pub unique: bool,
    /// Whether what it names has to be there.
    pub must_exist: bool,
}
