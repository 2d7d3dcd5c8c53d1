//! The model of an AWS Organization: an immutable snapshot, and the changes that lead to the next.
//!
//! [`Organization`] holds one [`Table`] for each kind of entity. The entities are in files by
//! theme: [`account`], [`policy`], [`iam`], [`directory`], [`resource`], [`control`], [`activity`]; buckets have an [`acl`].
//! [`Change`] is every mutation there is. [`tree`] answers questions of place: paths, children,
//! what policies reach a node; [`inventory`] questions of belonging.

pub mod account;
pub mod acl;
pub mod activity;
pub mod change;
pub mod control;
pub mod directory;
pub mod facets;
pub mod foundation;
pub mod iam;
pub mod ids;
pub mod inventory;
pub mod limits;
pub mod organization;
pub mod policy;
pub mod problems;
pub mod record;
pub mod resource;
#[cfg(test)]
pub mod sample;
pub mod sso_role;
pub mod table;
pub mod tags;
pub mod tree;

pub use account::{
    Account, AccountSettings, AccountState, Budget, Joined, JoinedMethod, MfaKind, Ou,
    PasswordPolicy, PublicAccessBlock, RootCredentials, Vended,
};
pub use acl::{AclGrant, AclPermission, BucketAcl, Grantee, ObjectOwnership};
pub use activity::Activity;
pub use change::{
    Applied, AppliedSet, Change, ChangeError, ChangeSet, ChangeSetError, Reversal, Risk, Undo,
    UndoSet,
};
pub use control::{ControlStatus, DriftStatus, EnabledControl};
pub use directory::{
    Assignment, BoundaryReference, CustomerPolicyReference, DirectoryGroup, DirectoryPrincipal,
    DirectoryUser, IdentityCenter, IdentitySource, PermissionSet, UserStatus,
};
pub use foundation::{FeatureSet, Foundation};
pub use iam::{
    AccessKey, DelegatedAdministrator, Group, IdentityPolicies, IdentityProvider, InstanceProfile,
    KeyStatus, ManagedPolicy, MfaDevice, Password, PolicyVersion, Role, User,
};
pub use ids::{
    AccessKeyId, AccountId, BadId, CanonicalId, ControlId, DirectoryGroupId, DirectoryUserId,
    EventId, IamName, IamPath, NodeId, OrganizationId, OuId, ParentId, PermissionSetId, PolicyId,
    RootId, ServicePrincipal, UniqueId,
};
pub use organization::{Gathered, Listed, NoFoundation, Organization, Record, RecordKind};
pub use policy::{Attachments, Keeper, Policy, PolicyType};
pub use problems::{Problem, ProblemKind};
pub use record::{Edit, RecordKey};
pub use resource::{GrantConstraint, KeyGrant, Resource};
pub use table::{Entity, Table};
pub use tags::Tags;
