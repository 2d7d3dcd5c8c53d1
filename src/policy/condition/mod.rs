//! Conditions: operators, their values, and whether a context meets them (section 5).

mod address;
mod arn_like;
mod cell;
mod date;
mod decimal;
mod operator;
mod predicate;

pub use cell::ConditionCell;
pub use operator::{Missing, Operator, Quantifier, Sense, Test};
pub use predicate::{PolicyValue, boolean};
