//! What a document is for: which rules it has to keep, and how long it may be.

use std::fmt;

use crate::{
    catalog::Quota,
    policy::{Document, Place},
};

/// What a document is for. Finer than a [`Place`]: what grants and what only limits, and how long it
/// may be, differ where the language is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A managed policy for users, groups and roles.
    Identity,
    /// An inline policy of a user.
    UserInline,
    /// An inline policy of a group.
    GroupInline,
    /// An inline policy of a role.
    RoleInline,
    /// The inline policy of a permission set.
    PermissionSet,
    /// A permissions boundary.
    Boundary,
    /// A session policy.
    Session,
    /// A policy of a resource, a key policy among them.
    Resource,
    /// A policy of a VPC endpoint.
    Endpoint,
    /// The trust policy of a role.
    Trust,
    /// A service control policy.
    ServiceControl,
    /// A resource control policy.
    ResourceControl,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Identity,
        Self::UserInline,
        Self::GroupInline,
        Self::RoleInline,
        Self::PermissionSet,
        Self::Boundary,
        Self::Session,
        Self::Resource,
        Self::Endpoint,
        Self::Trust,
        Self::ServiceControl,
        Self::ResourceControl,
    ];

    /// Its name for programs and on the command line: `permission-set`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::UserInline => "user-inline",
            Self::GroupInline => "group-inline",
            Self::RoleInline => "role-inline",
            Self::PermissionSet => "permission-set",
            Self::Boundary => "boundary",
            Self::Session => "session",
            Self::Resource => "resource",
            Self::Endpoint => "endpoint",
            Self::Trust => "trust",
            Self::ServiceControl => "scp",
            Self::ResourceControl => "rcp",
        }
    }

    /// Its name for people, with its article.
    pub fn title(self) -> &'static str {
        match self {
            Self::Identity => "an identity policy",
            Self::UserInline => "an inline policy of a user",
            Self::GroupInline => "an inline policy of a group",
            Self::RoleInline => "an inline policy of a role",
            Self::PermissionSet => "the inline policy of a permission set",
            Self::Boundary => "a permissions boundary",
            Self::Session => "a session policy",
            Self::Resource => "a policy of a resource",
            Self::Endpoint => "a policy of a VPC endpoint",
            Self::Trust => "a trust policy",
            Self::ServiceControl => "a service control policy",
            Self::ResourceControl => "a resource control policy",
        }
    }

    /// What AWS refuses in it (2.4).
    pub fn place(self) -> Place {
        match self {
            Self::Identity
            | Self::UserInline
            | Self::GroupInline
            | Self::RoleInline
            | Self::PermissionSet
            | Self::Boundary
            | Self::Session => Place::Identity,
            Self::Resource | Self::Endpoint => Place::Resource,
            Self::Trust => Place::Trust,
            Self::ServiceControl => Place::ServiceControl,
            Self::ResourceControl => Place::ResourceControl,
        }
    }

    /// Whether an Allow in it gives anybody anything; the others only limit (E-32).
    pub fn grants(self) -> bool {
        match self {
            Self::Identity
            | Self::UserInline
            | Self::GroupInline
            | Self::RoleInline
            | Self::PermissionSet
            | Self::Resource
            | Self::Trust => true,
            Self::Boundary
            | Self::Session
            | Self::Endpoint
            | Self::ServiceControl
            | Self::ResourceControl => false,
        }
    }

    /// How long it may be, where that does not depend on the service (G-20 to G-28, I-16).
    pub fn quota(self) -> Option<Quota> {
        match self {
            Self::Identity | Self::Boundary => Some(Quota::ManagedPolicySize),
            Self::UserInline => Some(Quota::UserInlineSize),
            Self::GroupInline => Some(Quota::GroupInlineSize),
            Self::RoleInline => Some(Quota::RoleInlineSize),
            Self::PermissionSet => Some(Quota::PermissionSetInlineSize),
            Self::Session => Some(Quota::SessionPolicySize),
            Self::Trust => Some(Quota::TrustPolicySize),
            Self::ServiceControl => Some(Quota::ServiceControlPolicySize),
            Self::ResourceControl => Some(Quota::ResourceControlPolicySize),
            Self::Resource | Self::Endpoint => None,
        }
    }

    /// What a document seems to be for. With principals it is a policy of a resource; without a
    /// resource, and about STS alone, a trust policy; else an identity policy. That it limits
    /// instead of granting cannot be seen.
    pub fn guess(document: &Document) -> Self {
        let statements = document.statements();
        if !statements.iter().any(|statement| statement.principal.is_some()) {
            return Self::Identity;
        }
        let trust = statements.iter().all(|statement| {
            let sts =
                |pattern: &crate::policy::action::ActionPattern| pattern.service() == Some("sts");
            statement.resource.is_none() && statement.action.patterns.iter().all(sts)
        });
        if trust { Self::Trust } else { Self::Resource }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
