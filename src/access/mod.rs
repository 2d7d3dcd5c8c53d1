//! The evaluator: one decision and its reasons, effective permissions, and what can ever be.
//!
//! [`decide`] takes a [`Request`] and the [`Layers`] of policies that bear on it, and gives a
//! [`Decision`] with its reason and the whole trace. It is the specification in code: pure, total,
//! and plain. [`gather`] collects the layers for a principal of an organization.
//!
//! Questions about all requests are answered exactly or with *unknown*: [`possible`] whether any
//! request can be allowed, [`compare`] what changes from a before to an after, [`Index`] who can do
//! something, [`which`] what somebody can touch, [`checks`] whether a rule holds. They rest on
//! [`solve`] and [`pattern_set`], and whatever they show is a request that [`decide`] confirms.

pub mod acl;
pub mod actor;
pub mod assume;
mod bearing;
pub mod caller;
pub mod checks;
pub mod compare;
mod core;
pub mod decide;
pub mod decision;
pub mod derive;
pub mod effective;
pub mod explain;
pub mod fit;
pub mod gather;
pub mod index;
mod key_grant;
pub mod layers;
pub mod owner;
pub mod pattern_set;
pub mod possible;
pub mod principal;
pub mod public;
pub mod request;
pub mod scenario;
pub mod solve;
mod special;
pub mod statement;
#[cfg(test)]
pub mod testing;
pub mod together;
pub mod which;

pub use actor::{Actor, Asker};
pub use caller::Caller;
pub use decide::decide;
pub use decision::{Decision, Grant, Hinge, LayerTrace, Miss, Outcome, Reason, Verdict};
pub use effective::{Access, Effective, effective};
pub use gather::question;
pub use index::Index;
pub use layers::{AttachedPolicy, LayerKind, Layers, PolicyLevel};
pub use possible::{Possible, Scope, Witness, can_ever};
pub use principal::{Principal, PrincipalError};
pub use request::{Membership, Request, Target};
