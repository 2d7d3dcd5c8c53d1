//! The command line as scripts see it: the real program, its streams and its exit codes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test: what is unexpected ends it"
)]

mod analyzing;
mod deciding;
mod documented;
mod linting;
mod looking;
mod program;
mod sessions;
mod simulating;
mod stores;
mod telling;
mod vending;
