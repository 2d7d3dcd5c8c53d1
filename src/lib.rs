//! Bailiwick: see and govern an AWS Organization from a terminal, before the fact.
//!
//! The house has rooms, and a law: a room may use only the rooms **above** it in this list.
//! `tests/law.rs` reads the `use crate::` lines and fails on any other.
//!
//! | Room | Knows |
//! |---|---|
//! | [`catalog`] | facts about AWS, embedded: services, actions, resource types, condition keys, managed policies, quotas |
//! | [`policy`] | the policy language: documents with positions, patterns, ARNs, principals, conditions, variables, lint |
//! | [`org`] | the model: ids, tree, accounts, identities, resources, controls; [`org::Organization`] and [`org::Change`] |
//! | [`access`] | the evaluator: one decision and its reasons, effective permissions, who can, what a change gains and loses |
//! | [`govern`] | what a healthy organization looks like: controls and checks |
//! | [`factory`] | account templates: parameters, plan, run |
//! | [`store`] | the `Store` trait, sled, the journal, backup and restore |
//! | [`exchange`] | import and export: Bailiwick's own files, AWS CLI output; made-up organizations of any size |
//! | [`workspace`] | what both faces share: an open store, the current snapshot, previews, commits, undo |
//! | [`cli`] | the headless face |
//! | [`tui`] | the terminal face |
//!
//! The way of the data is one street: store → snapshot → layers → decision → view.
//! The way back is one street too: key → action → change → commit → journal → new snapshot.

pub mod access;
pub mod catalog;
pub mod cli;
pub mod exchange;
pub mod factory;
pub mod govern;
pub mod org;
pub mod policy;
pub mod store;
pub mod tui;
pub mod workspace;
