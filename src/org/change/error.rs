//! Why a change cannot be made.

use crate::org::{AccountId, NodeId, PolicyId};

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
    #[error("quota {quota}: {wanted} would exceed {limit}; remove some, or have AWS raise it")]
    Quota {
        /// The quota's id.
        quota: String,
        /// What there would be.
        wanted: u64,
        /// What there may be.
        limit: u64,
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
    /// Something is not allowed by a rule of the service.
    #[error("{0}")]
    Rule(String),
}
