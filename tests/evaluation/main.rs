//! The evaluator held against the specification: cases in the scenario form, a file per section,
//! and tables where a table says it more clearly.
//!
//! Every expected result is read from the specification's text. `cargo test --test evaluation`
//! prints every disagreement with the id of its case.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod case;
mod operators;
mod parties;
mod properties;
mod rules;
mod tables;

#[test]
fn every_case_agrees_with_the_specification() {
    let wrong: Vec<String> = case::all().iter().filter_map(case::Case::disagreement).collect();
    assert!(wrong.is_empty(), "{} cases disagree:\n{}", wrong.len(), wrong.join("\n"));
}
