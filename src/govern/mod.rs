//! What a healthy organization looks like, and where this one departs from it.
//!
//! [`drift`] compares what is with what was set up; [`credentials`] tells ages and guards.

pub mod credentials;
pub mod drift;

pub use credentials::Credentials;
pub use drift::{Drift, drift};
