//! The limits AWS sets, as data: `data/quotas.json` holds the numbers, this file their names.

use std::{fmt, sync::OnceLock};

use serde::Deserialize;

use super::embedded;

/// Defines the enum and the list of all its variants in one place.
macro_rules! quotas {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// Something AWS limits. A policy may be attached to any number of targets (O-24), so that is no quota.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
        pub enum Quota {
            $($(#[$doc])* $name,)*
        }

        impl Quota {
            /// Every quota.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in data and messages.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }

            /// The quota with this very name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|quota| quota.name() == name)
            }
        }
    };
}

quotas! {
    /// Document of a managed policy.
    ManagedPolicySize,
    /// All inline policies of a user together.
    UserInlineSize,
    /// All inline policies of a role together.
    RoleInlineSize,
    /// All inline policies of a group together.
    GroupInlineSize,
    /// Trust policy of a role.
    TrustPolicySize,
    /// Inline session policy and the ARNs of managed ones together.
    SessionPolicySize,
    /// Managed policies passed to one session.
    SessionManagedPolicies,
    /// Inline policies passed to one session.
    SessionInlinePolicies,
    /// Managed policies attached to a role.
    RoleManagedPolicies,
    /// Managed policies attached to a user.
    UserManagedPolicies,
    /// Managed policies attached to a group.
    GroupManagedPolicies,
    /// Versions kept of a managed policy.
    PolicyVersions,
    /// Customer managed policies in an account.
    CustomerManagedPolicies,
    /// Roles in an account.
    Roles,
    /// Groups in an account.
    Groups,
    /// Instance profiles in an account.
    InstanceProfiles,
    /// OpenID Connect providers in an account.
    OidcProviders,
    /// Name of a user.
    UserNameLength,
    /// Name of a group.
    GroupNameLength,
    /// Name of a role.
    RoleNameLength,
    /// Name of an IAM policy.
    PolicyNameLength,
    /// Path of an IAM entity, slashes counted.
    PathLength,
    /// Access keys of a user.
    AccessKeys,
    /// Name of a role session.
    RoleSessionNameLength,
    /// Key of a tag.
    TagKeyLength,
    /// Value of a tag.
    TagValueLength,
    /// Tags of an IAM entity.
    Tags,
    /// External id in a trust policy.
    ExternalIdLength,
    /// Alias of an account.
    AccountAliasLength,
    /// Session of an assumed role; the role's own maximum lies between one hour and this.
    RoleSessionDuration,
    /// Session of a role assumed from a role session, whatever the role's own maximum.
    ChainedRoleSessionDuration,
    /// GetSessionToken by a user.
    SessionTokenDuration,
    /// GetSessionToken by the root user.
    RootSessionTokenDuration,
    /// GetFederationToken by a user.
    FederationTokenDuration,
    /// GetFederationToken by the root user.
    RootFederationTokenDuration,
    /// AssumeRoot session.
    AssumeRootDuration,
    /// Session tags of a session.
    SessionTags,
    /// Key of a session tag.
    SessionTagKeyLength,
    /// Value of a session tag.
    SessionTagValueLength,
    /// Accounts of an organization.
    Accounts,
    /// Roots of an organization.
    Roots,
    /// Organizational units of an organization.
    OrganizationalUnits,
    /// Organizational units above an account, below the root.
    OrganizationalUnitDepth,
    /// Tags of an account, organizational unit, root or policy.
    OrganizationTags,
    /// Document of a service control policy, white space counted (G-28).
    ServiceControlPolicySize,
    /// Document of a resource control policy, white space counted (G-28).
    ResourceControlPolicySize,
    /// Document of a declarative policy, white space counted.
    DeclarativePolicySize,
    /// Document of a backup policy, white space counted.
    BackupPolicySize,
    /// Document of a tag policy, white space counted.
    TagPolicySize,
    /// Document of a chat applications policy, white space counted.
    ChatPolicySize,
    /// Document of a Security Hub policy, white space counted.
    SecurityHubPolicySize,
    /// Document of an AI services opt-out policy, white space counted.
    AiOptOutPolicySize,
    /// The organization's resource-based delegation policy.
    DelegationPolicySize,
    /// Service control policies of an organization.
    ServiceControlPolicies,
    /// Resource control policies of an organization.
    ResourceControlPolicies,
    /// Policies of each other type of an organization.
    OtherPolicies,
    /// Service control policies attached to one root, unit or account; inherited ones do not count.
    AttachedServiceControlPolicies,
    /// Resource control policies attached to one root, unit or account; `RCPFullAWSAccess` counts.
    AttachedResourceControlPolicies,
    /// Declarative policies attached to one root, unit or account.
    AttachedDeclarativePolicies,
    /// Backup policies attached to one root, unit or account.
    AttachedBackupPolicies,
    /// Tag policies attached to one root, unit or account.
    AttachedTagPolicies,
    /// Security Hub policies attached to one root, unit or account.
    AttachedSecurityHubPolicies,
    /// Chat applications policies attached to one root, unit or account.
    AttachedChatPolicies,
    /// AI services opt-out policies attached to one root, unit or account.
    AttachedAiOptOutPolicies,
    /// Account creations under way at one time.
    ConcurrentAccountCreations,
    /// Invitations in a day; where the quota of accounts is higher, that one counts.
    InvitationsPerDay,
    /// Name of an organizational unit.
    OrganizationalUnitNameLength,
    /// Name of an account.
    AccountNameLength,
    /// E-mail address of an account.
    AccountEmailLength,
    /// Permission sets of an instance.
    PermissionSets,
    /// Permission sets provisioned in one account.
    ProvisionedPermissionSets,
    /// Inline policies of a permission set.
    PermissionSetInlinePolicies,
    /// Inline policy of a permission set, white space counted.
    PermissionSetInlineBytes,
    /// Inline policy of a permission set.
    PermissionSetInlineSize,
    /// AWS managed and customer managed policies of a permission set; the role's own quota binds too.
    PermissionSetManagedPolicies,
    /// Users of an identity store.
    IdentityCenterUsers,
    /// Groups of an identity store.
    IdentityCenterGroups,
    /// Accounts of an instance.
    IdentityCenterAccounts,
    /// Groups assigned with one permission set to one account.
    GroupsPerAssignment,
    /// Regions of an instance.
    IdentityCenterRegions,
    /// Name of a permission set.
    PermissionSetNameLength,
    /// Description of a permission set.
    PermissionSetDescriptionLength,
    /// Relay state of a permission set.
    PermissionSetRelayStateLength,
    /// Session with a permission set.
    PermissionSetSessionDuration,
}

/// What AWS grants of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    quota: Quota,
    /// The least there may be.
    pub minimum: u64,
    /// The most there may be, or for durations the value, if nobody asks for another.
    pub default: u64,
    /// The most there may be, or one may ask for.
    pub maximum: u64,
    /// What is counted.
    pub unit: Unit,
    /// The rule the numbers come from: `G-20`.
    pub source: &'static str,
}

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Characters.
    Characters,
    /// Characters other than white space.
    CharactersWithoutWhiteSpace,
    /// Bytes.
    Bytes,
    /// Things.
    Items,
    /// Levels of a tree.
    Levels,
    /// Seconds.
    Seconds,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Characters => "characters",
            Self::CharactersWithoutWhiteSpace => "characters without white space",
            Self::Bytes => "bytes",
            Self::Items => "items",
            Self::Levels => "levels",
            Self::Seconds => "seconds",
        })
    }
}

impl Unit {
    /// How long `text` is in this unit, where the unit counts text.
    pub fn measure(self, text: &str) -> Option<u64> {
        let length = match self {
            Self::Characters => text.chars().count(),
            Self::CharactersWithoutWhiteSpace => {
                text.chars().filter(|c| !c.is_whitespace()).count()
            }
            Self::Bytes => text.len(),
            Self::Items | Self::Levels | Self::Seconds => return None,
        };
        Some(length as u64)
    }
}

/// The limit of a quota.
pub fn quota(quota: Quota) -> Limit {
    static LIMITS: OnceLock<Vec<Limit>> = OnceLock::new();
    LIMITS.get_or_init(|| {
        let mut limits: Vec<Limit> = embedded::parse(include_str!("data/quotas.json"));
        limits.sort_by_key(|limit| limit.quota);
        limits
    })[quota as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quota_has_one_limit() {
        let written: Vec<Limit> = embedded::parse(include_str!("data/quotas.json"));
        assert_eq!(written.len(), Quota::ALL.len());
        for &each in Quota::ALL {
            assert_eq!(quota(each).quota, each);
        }
    }

    #[test]
    fn limits_are_in_order() {
        for &each in Quota::ALL {
            let Limit { minimum, default, maximum, .. } = quota(each);
            assert!(minimum <= default && default <= maximum, "{each:?}");
        }
    }

    #[test]
    fn some_numbers() {
        assert_eq!(quota(Quota::ServiceControlPolicySize).maximum, 10_240); // O-21
        assert_eq!(quota(Quota::RoleManagedPolicies).default, 20); // G-24
        assert_eq!(quota(Quota::OrganizationalUnitDepth).maximum, 5); // O-20
        assert_eq!(quota(Quota::ChainedRoleSessionDuration).maximum, 3_600); // G-27
    }

    #[test]
    fn white_space_counts_or_not() {
        assert_eq!(quota(Quota::ManagedPolicySize).unit.measure("{ \"é\"\n}"), Some(5)); // G-20
        assert_eq!(quota(Quota::ServiceControlPolicySize).unit.measure("{ }"), Some(3)); // G-28
        assert_eq!(quota(Quota::Accounts).unit.measure("{}"), None);
    }
}
