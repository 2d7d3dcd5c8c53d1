//! Every mutation there is, and the one way to make it.
//!
//! A [`Change`] is applied to a snapshot and gives the next one together with its [`Undo`]:
//! [`apply`] has the dispatch. What a change does and which rules of AWS it is held to is in files
//! by theme, each on a draft of the next snapshot that nobody sees unless all went well.

mod accounts;
mod apply;
mod carrier;
mod controls;
mod directory;
mod document;
mod error;
mod foundation;
mod iam;
mod managed;
mod opposite;
mod policies;
mod providers;
mod provision;
mod resources;
mod restore;
mod risk;
mod set;
mod summary;
#[cfg(test)]
mod tests;
mod tree;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Account, AccountId, AccountSettings, AccountState, Activity, Assignment, ControlId,
    DelegatedAdministrator, DirectoryGroup, DirectoryGroupId, DirectoryPrincipal, DirectoryUser,
    DirectoryUserId, EnabledControl, Foundation, Group, IamName, IdentityProvider, InstanceProfile,
    ManagedPolicy, NodeId, Ou, OuId, ParentId, PermissionSet, PermissionSetId, Policy, PolicyId,
    Resource, Role, ServicePrincipal, Tags, User,
};
use crate::policy::{Arn, Document};

pub use apply::Applied;
pub use error::ChangeError;
pub use restore::Reversal;
pub use risk::Risk;
pub use set::{AppliedSet, ChangeSetError, UndoSet};

/// One mutation of an organization.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case", deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are what the variants say")]
pub enum Change {
    /// Set what the organization is as a whole: features, policy types, services, quotas.
    /// Its id, root and management account cannot change.
    SetFoundation { foundation: Box<Foundation> },

    /// Make an organizational unit.
    CreateOu { ou: Ou },
    /// Give a unit another name.
    RenameOu { ou: OuId, name: String },
    /// Delete an empty unit (O-14).
    DeleteOu { ou: OuId },

    /// Take in a new account, with the default policies attached.
    CreateAccount { account: Box<Account> },
    /// Move an account to another parent (O-14).
    MoveAccount { account: AccountId, to: ParentId },
    /// Give an account another name.
    RenameAccount { account: AccountId, name: String },
    /// Set where an account stands in its life; closing is one of these (O-12).
    SetAccountState { account: AccountId, state: AccountState },
    /// Set alias, contacts, password policy and the like.
    SetAccountSettings { account: AccountId, settings: Box<AccountSettings> },

    /// Make an organization policy.
    CreatePolicy { policy: Box<Policy> },
    /// Give a policy another name, description or text.
    UpdatePolicy { policy: PolicyId, name: String, description: String, document: Document },
    /// Delete a policy that is attached nowhere.
    DeletePolicy { policy: PolicyId },
    /// Attach a policy to a node, behind those already there.
    AttachPolicy { policy: PolicyId, to: NodeId },
    /// Detach a policy from a node; one SCP has to stay (E-41).
    DetachPolicy { policy: PolicyId, from: NodeId },

    /// Set the tags of the root, a unit or an account.
    SetNodeTags { node: NodeId, tags: Tags },
    /// Set the tags of an organization policy.
    SetPolicyTags { policy: PolicyId, tags: Tags },

    /// Make a user, or set it anew as a whole.
    PutUser { user: Box<User> },
    /// Delete a user.
    DeleteUser { account: AccountId, name: IamName },
    /// Make a group, or set it anew as a whole.
    PutGroup { group: Box<Group> },
    /// Delete a group without members.
    DeleteGroup { account: AccountId, name: IamName },
    /// Make a role, or set it anew as a whole.
    PutRole { role: Box<Role> },
    /// Delete a role.
    DeleteRole { account: AccountId, name: IamName },
    /// Make a managed policy, or set it anew as a whole, versions included.
    PutManagedPolicy { policy: Box<ManagedPolicy> },
    /// Delete a managed policy that nobody uses.
    DeleteManagedPolicy { arn: Arn },
    /// Make an instance profile, or set it anew.
    PutInstanceProfile { profile: InstanceProfile },
    /// Delete an instance profile.
    DeleteInstanceProfile { account: AccountId, name: IamName },
    /// Make an identity provider, or set it anew.
    PutIdentityProvider { provider: IdentityProvider },
    /// Delete an identity provider.
    DeleteIdentityProvider { arn: Arn },
    /// Record a resource, or set it anew as a whole, its policy included.
    PutResource { resource: Box<Resource> },
    /// Delete a resource.
    DeleteResource { arn: Arn },

    /// Make a directory user, or set it anew.
    PutDirectoryUser { user: Box<DirectoryUser> },
    /// Delete a directory user with no assignment of its own.
    DeleteDirectoryUser { user: DirectoryUserId },
    /// Make a directory group, or set it anew, members included.
    PutDirectoryGroup { group: DirectoryGroup },
    /// Delete a directory group without assignments.
    DeleteDirectoryGroup { group: DirectoryGroupId },
    /// Make a permission set, or set it anew; its roles follow wherever it is assigned (I-15).
    PutPermissionSet { set: Box<PermissionSet> },
    /// Delete a permission set that is assigned nowhere.
    DeletePermissionSet { set: PermissionSetId },
    /// Assign, or set an assignment's facts such as its end anew; the first assignment of a set in
    /// an account makes its role there (I-6).
    Assign { assignment: Assignment },
    /// Take an assignment back; the last one takes the role along (I-6).
    Unassign { account: AccountId, permission_set: PermissionSetId, principal: DirectoryPrincipal },

    /// Enable a control on a unit, or set its facts anew.
    PutControl { control: Box<EnabledControl> },
    /// Disable a control.
    DisableControl { ou: OuId, control: ControlId },
    /// Make a member the administrator of a service (O-41).
    RegisterDelegatedAdministrator { administrator: DelegatedAdministrator },
    /// Take that back.
    DeregisterDelegatedAdministrator { account: AccountId, service: ServicePrincipal },

    /// Add an event of the trail.
    RecordActivity { activity: Activity },
    /// Take an event back; only as an undo.
    ForgetActivity { at: DateTime<Utc>, id: super::EventId },

    /// Put records back as they were; only as an undo. Refused when one has changed since.
    Restore { reversals: Vec<Reversal> },
}

/// Changes in order, with what they are for: the unit that is previewed, committed and undone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeSet {
    /// What it is for, in one line.
    pub message: String,
    /// The changes, first to last.
    pub changes: Vec<Change>,
}

/// How a change is taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undo {
    /// This change restores exactly what was.
    Exact(Change),
    /// What was cannot be restored; this change comes closest, and this is what remains.
    Compensating {
        /// The closest thing to an inverse.
        change: Change,
        /// What it leaves behind, for people.
        remains: String,
    },
}
