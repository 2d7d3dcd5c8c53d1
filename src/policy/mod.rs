//! The policy language: documents with source positions, patterns, principals, conditions, variables.
//!
//! Start at [`Document`]: any text becomes one, and what could not be understood in it is a
//! [`Fault`] with a position. The parts of a statement each have a file: [`action`], [`resource`],
//! [`principal`], [`condition`]. What a request brings is a [`context`].

pub mod arn;
pub mod document;
pub mod position;

pub use arn::Arn;
pub use document::Document;
pub use position::{Position, Span};
