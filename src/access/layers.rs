//! The policies that bear on a request, layer by layer (M-5, section 8.1).

use std::{fmt, sync::Arc};

use crate::{
    org::{KeyGrant, PublicAccessBlock},
    policy::Document,
};

/// A kind of policy as decisions name it (E-53). The order is the one in which explicit denies are
/// named (E-50).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LayerKind {
    /// Resource control policies.
    Rcp,
    /// Service control policies.
    Scp,
    /// The policy of the VPC endpoint that the request came through.
    Endpoint,
    /// The policy of the resource.
    Resource,
    /// The access control list of the bucket, which only grants (Z-33).
    Acl,
    /// The trust policy of the role to be assumed.
    Trust,
    /// Policies of the caller.
    Identity,
    /// The caller's permissions boundary.
    Boundary,
    /// Policies of the caller's session.
    Session,
}

impl LayerKind {
    /// The name in reason codes (E-53).
    pub fn code(self) -> &'static str {
        match self {
            Self::Rcp => "rcp",
            Self::Scp => "scp",
            Self::Endpoint => "vpce",
            Self::Resource => "resource",
            Self::Acl => "acl",
            Self::Trust => "trust",
            Self::Identity => "identity",
            Self::Boundary => "boundary",
            Self::Session => "session",
        }
    }

    /// The name for people (L-3).
    pub fn name(self) -> &'static str {
        match self {
            Self::Rcp => "resource control policy",
            Self::Scp => "service control policy",
            Self::Endpoint => "VPC endpoint policy",
            Self::Resource => "resource-based policy",
            Self::Acl => "access control list",
            Self::Trust => "role trust policy",
            Self::Identity => "identity-based policy",
            Self::Boundary => "permissions boundary",
            Self::Session => "session policy",
        }
    }
}

impl fmt::Display for LayerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A policy with the name it is known by and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct AttachedPolicy {
    /// Its name.
    pub name: Arc<str>,
    /// Where it comes from, for people: `inline`, `managed`, `group admins`, an id.
    pub source: Arc<str>,
    /// Its document.
    pub document: Document,
}

impl AttachedPolicy {
    /// A policy with its name and origin.
    pub fn new(name: &str, source: &str, document: Document) -> Self {
        Self { name: name.into(), source: source.into(), document }
    }
}

/// The organization policies attached to one node (E-40).
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyLevel {
    /// The node: an id, or a path for people.
    pub target: Arc<str>,
    /// What is attached there.
    pub policies: Vec<AttachedPolicy>,
}

/// All the policies that may bear on a request. What is absent does not bear on it; an empty list
/// does, and allows nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layers {
    /// Policies of the user with its groups, or of the role.
    pub identity: Vec<AttachedPolicy>,
    /// The permissions boundary.
    pub boundary: Option<AttachedPolicy>,
    /// Policies of the session; several are united (E-3).
    pub session: Option<Vec<AttachedPolicy>>,
    /// Service control policies, root first, account last.
    pub scps: Option<Arc<[PolicyLevel]>>,
    /// Resource control policies, root first, account last.
    pub rcps: Option<Arc<[PolicyLevel]>>,
    /// The policy of the resource; a trust policy where a role is to be assumed.
    pub resource: Option<AttachedPolicy>,
    /// The access control list of the bucket, as a policy.
    pub acl: Option<AttachedPolicy>,
    /// Policies of the VPC endpoint.
    pub endpoint: Option<Vec<AttachedPolicy>>,
    /// Grants of the KMS key (Z-24).
    pub grants: Vec<KeyGrant>,
    /// Block Public Access of bucket and account together (Z-31).
    pub public_access_block: PublicAccessBlock,
    /// Whether the caller's account can make calls at all.
    pub standing: Standing,
    /// What has been taken for granted when the policies were gathered, for people.
    pub assumptions: Vec<String>,
    /// What bears on the request and could not be gathered: the verdict hangs on it.
    pub missing: Vec<MissingPolicy>,
}

impl Layers {
    /// The levels of SCPs, root first; none where there are no SCPs.
    pub fn scp_levels(&self) -> &[PolicyLevel] {
        self.scps.as_deref().unwrap_or_default()
    }

    /// The levels of RCPs, root first; none where there are no RCPs.
    pub fn rcp_levels(&self) -> &[PolicyLevel] {
        self.rcps.as_deref().unwrap_or_default()
    }

    /// Whether a policy of a layer is not at hand.
    pub fn lacks(&self, layer: LayerKind) -> bool {
        self.missing.iter().any(|missing| missing.layer == layer)
    }
}

/// Whether the caller's account can make calls at all (E-8).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It can.
    #[default]
    Usable,
    /// It is suspended, closed, or not active yet.
    NotUsable,
}

/// A policy that bears on a request and is not at hand.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MissingPolicy {
    /// In which layer it belongs.
    pub layer: LayerKind,
    /// What it is, and why it is not there.
    pub what: String,
}
