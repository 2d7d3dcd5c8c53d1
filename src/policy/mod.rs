//! The policy language: documents with source positions, patterns, principals, conditions, variables,
//! lint.
//!
//! Start at [`Document`]: any text becomes one, and what could not be understood in it is a
//! [`Fault`] with a position. The parts of a [`Statement`] each have a file: [`action`],
//! [`resource`], [`principal`], [`condition`]. What a request brings is a [`Context`]. What
//! a document may hold depends on its [`Place`]; what may be wrong with one beyond that, [`lint`] tells.

pub mod action;
pub mod arn;
mod arn_pattern;
pub mod condition;
pub mod context;
pub mod document;
pub mod fault;
pub mod glob;
pub mod json;
pub mod lint;
pub mod place;
pub mod position;
pub mod principal;
pub mod read;
pub mod resource;
pub mod statement;
pub mod text;
pub mod truth;
pub mod variable;

pub use action::ActionName;
pub use arn::Arn;
pub use context::{Context, ContextValue, Lookup, Unmentioned};
pub use document::Document;
pub use fault::{Fault, Severity};
pub use place::Place;
pub use position::{Position, Span};
pub use statement::{Effect, Statement};
pub use truth::Truth;
