//! Which verdicts the Permissions screen lists.

use super::rows::ServiceRow;
use crate::access::effective::Access;

/// Which verdicts are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Services with anything open; every action.
    Open,
    /// Only what is allowed everywhere.
    Allowed,
    /// Only what is neither allowed everywhere nor denied.
    Limited,
    /// Only what is denied.
    Denied,
}

impl Listed {
    /// The next choice, all of them in turn.
    pub fn next(self) -> Self {
        match self {
            Self::Open => Self::Allowed,
            Self::Allowed => Self::Limited,
            Self::Limited => Self::Denied,
            Self::Denied => Self::Open,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "all",
            Self::Allowed => "allowed",
            Self::Limited => "limited",
            Self::Denied => "denied",
        }
    }

    /// Whether a service is listed.
    pub fn takes_service(self, row: &ServiceRow) -> bool {
        let tally = row.tally();
        match self {
            Self::Open => tally.best() != Access::Denied,
            Self::Allowed => tally.allowed > 0,
            Self::Limited => tally.limited() > 0,
            Self::Denied => tally.denied > 0,
        }
    }

    /// Whether an action is listed.
    pub fn takes(self, access: Access) -> bool {
        match self {
            Self::Open => true,
            Self::Allowed => access == Access::Allowed,
            Self::Limited => !matches!(access, Access::Allowed | Access::Denied),
            Self::Denied => access == Access::Denied,
        }
    }
}
