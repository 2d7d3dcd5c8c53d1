//! Why a change cannot be made.

use std::fmt;

use crate::org::{AccountId, NodeId, PolicyId};
use crate::policy::Position;

/// Why a change cannot be made: what is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ChangeError {
    /// Something that the change speaks of is not there.
    #[error("there is no {kind} `{id}`: check the id, it may have been deleted")]
    Missing {
        /// What kind of thing.
        kind: &'static str,
        /// Its id.
        id: String,
    },
    /// Something that the change would make is there already.
    #[error("{kind} `{id}` is there already: choose another {field}")]
    Exists {
        /// What kind of thing.
        kind: &'static str,
        /// Its id or name.
        id: String,
        /// What to choose anew.
        field: &'static str,
    },
    /// Something still hangs on what the change would remove.
    #[error("{kind} `{id}` is still in use by {by}: remove that first")]
    InUse {
        /// What kind of thing.
        kind: &'static str,
        /// Its id or name.
        id: String,
        /// What uses it.
        by: String,
    },
    /// A quota would be exceeded.
    #[error(
        "quota {quota}: {wanted} would exceed {limit}; remove some, or have AWS raise it and record \
         the grant"
    )]
    Quota {
        /// The quota's name.
        quota: &'static str,
        /// What there would be.
        wanted: u64,
        /// What there may be.
        limit: u64,
    },
    /// A text is too short or too long.
    #[error("{what} is {length} long: make it {minimum} to {limit} ({quota})")]
    Length {
        /// Which text.
        what: String,
        /// Its length, in the unit of the quota.
        length: u64,
        /// The least.
        minimum: u64,
        /// The most.
        limit: u64,
        /// The quota's name.
        quota: &'static str,
    },
    /// The last SCP of a node would go (E-41).
    #[error("`{policy}` is the last SCP on {node}: attach another one first")]
    LastScp {
        /// The policy.
        policy: PolicyId,
        /// The node.
        node: NodeId,
    },
    /// The management account cannot be moved to that state or be delegated to.
    #[error("{0} is the management account: {1}")]
    Management(AccountId, &'static str),
    /// AWS would not take a policy document.
    #[error("{what}, {at}: {wrong}")]
    Document {
        /// Which document.
        what: String,
        /// Line and column.
        at: Position,
        /// What is wrong, and the mend.
        wrong: String,
    },
    /// What an undo would put back has changed since.
    #[error("{0} has changed since: undo the later change first")]
    Overtaken(String),
    /// Something is not allowed by a rule of the service.
    #[error("{0}")]
    Rule(String),
}

impl ChangeError {
    pub(super) fn missing(kind: &'static str, id: &impl fmt::Display) -> Self {
        Self::Missing { kind, id: id.to_string() }
    }

    pub(super) fn exists(kind: &'static str, id: &impl fmt::Display, field: &'static str) -> Self {
        Self::Exists { kind, id: id.to_string(), field }
    }

    pub(super) fn in_use(kind: &'static str, id: &impl fmt::Display, by: String) -> Self {
        Self::InUse { kind, id: id.to_string(), by }
    }

    pub(super) fn rule<T>(text: String) -> Result<T, Self> {
        Err(Self::Rule(text))
    }
}
