//! How much a change can hurt.

use super::Change;
use crate::org::AccountState;

/// How much a change can hurt, and so how firmly it is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// It adds or describes.
    Routine,
    /// It takes something away, or changes who may do what.
    Sensitive,
    /// AWS keeps or loses something of it for good: accounts cannot be unmade, and a deleted user,
    /// role or resource comes back without its unique id, credentials or data (P-11).
    Irreversible,
}

impl Change {
    /// How much this change can hurt.
    pub fn risk(&self) -> Risk {
        match self {
            Self::CreateOu { .. }
            | Self::RenameOu { .. }
            | Self::RenameAccount { .. }
            | Self::SetAccountSettings { .. }
            | Self::CreatePolicy { .. }
            | Self::SetNodeTags { .. }
            | Self::SetPolicyTags { .. }
            | Self::PutInstanceProfile { .. }
            | Self::PutDirectoryUser { .. }
            | Self::RecordActivity { .. } => Risk::Routine,

            Self::SetAccountState { state: AccountState::Active, .. } => Risk::Routine,

            Self::SetAccountState { .. }
            | Self::SetFoundation { .. }
            | Self::DeleteOu { .. }
            | Self::MoveAccount { .. }
            | Self::UpdatePolicy { .. }
            | Self::DeletePolicy { .. }
            | Self::AttachPolicy { .. }
            | Self::DetachPolicy { .. }
            | Self::PutUser { .. }
            | Self::PutGroup { .. }
            | Self::DeleteGroup { .. }
            | Self::PutRole { .. }
            | Self::PutManagedPolicy { .. }
            | Self::DeleteManagedPolicy { .. }
            | Self::DeleteInstanceProfile { .. }
            | Self::PutIdentityProvider { .. }
            | Self::DeleteIdentityProvider { .. }
            | Self::PutResource { .. }
            | Self::PutDirectoryGroup { .. }
            | Self::DeleteDirectoryGroup { .. }
            | Self::PutPermissionSet { .. }
            | Self::DeletePermissionSet { .. }
            | Self::Assign { .. }
            | Self::Unassign { .. }
            | Self::PutControl { .. }
            | Self::DisableControl { .. }
            | Self::RegisterDelegatedAdministrator { .. }
            | Self::DeregisterDelegatedAdministrator { .. }
            | Self::ForgetActivity { .. }
            | Self::Restore { .. } => Risk::Sensitive,

            Self::CreateAccount { .. }
            | Self::DeleteUser { .. }
            | Self::DeleteRole { .. }
            | Self::DeleteResource { .. }
            | Self::DeleteDirectoryUser { .. } => Risk::Irreversible,
        }
    }
}
