//! Making sessions: a caller gets one, as a step that is itself decided (section 9.1).
//!
//! [`assume`] leads to the session of a role, [`session_token`] and [`federate`] to what an IAM user
//! gets of its own credentials, [`sign_in`] is the step of Identity Center. Each puts every call to
//! the evaluator that STS authorizes, holds the wish against what STS refuses whatever policies say,
//! and gives the [`Actor`] that later requests are made by. Chains are one step after the other.

mod call;
mod federation;
mod limits;
mod own_keys;
mod role;
mod session_policies;
#[cfg(test)]
mod tests;
mod token;

use std::fmt;

pub use federation::{FederatedName, Federation, federate};
pub use limits::Refusal;
pub use role::{Wish, assume, sign_in};
pub use session_policies::SessionPolicies;
pub use token::{Token, session_token};

use super::{Actor, Decision, Request, Verdict, together};
use crate::policy::Arn;

/// What a step leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// The session of a role.
    Role(Arn),
    /// What GetSessionToken gives (Z-8).
    SessionToken,
    /// What GetFederationToken gives (Z-9): the federated user's ARN.
    Federation(Arn),
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role(arn) | Self::Federation(arn) => write!(f, "{arn}"),
            Self::SessionToken => f.write_str("session token"),
        }
    }
}

/// A step from a caller to a session.
#[derive(Debug, Clone, PartialEq)]
pub struct Hop {
    /// What it leads to.
    pub goal: Goal,
    /// The calls that have to be allowed, and what becomes of each: of the one that gives the
    /// session first.
    pub calls: Vec<(Request, Decision)>,
    /// What STS refuses, whatever policies say.
    pub refusals: Vec<Refusal>,
    /// How long the session lasts, in seconds.
    pub duration: u32,
    /// Who acts in the session; nothing when it is not to be had.
    pub session: Option<Actor>,
}

impl Hop {
    /// Whether the session is to be had: all the calls have to be allowed (Z-4).
    pub fn verdict(&self) -> Verdict {
        if !self.refusals.is_empty() {
            return Verdict::ImplicitDeny;
        }
        self.first_obstacle().map_or(Verdict::Allowed, |(_, decision)| decision.verdict)
    }

    /// The call that is in the way, if one is.
    pub fn first_obstacle(&self) -> Option<&(Request, Decision)> {
        together::obstacle(&self.calls)
    }
}
