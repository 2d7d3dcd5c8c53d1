//! Actions: what a policy can allow or deny, and on which resource types.

use std::{cmp::Ordering, fmt};

/// Place of an action among all catalogued actions, dense from 0, in the order of lower-case full names.
/// Valid for one build of the program only: never store it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionId(pub(super) u32);

impl ActionId {
    /// The place, for indexing tables that have one entry per action.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One action of one service.
#[derive(Debug)]
pub struct Action {
    pub(super) id: ActionId,
    pub(super) full_name: Box<str>,
    pub(super) colon: usize,
    pub(super) levels: AccessLevels,
    pub(super) resource_types: Vec<ResourceUse>,
    pub(super) condition_keys: Vec<&'static str>,
}

impl Action {
    /// Its place among all actions.
    pub fn id(&self) -> ActionId {
        self.id
    }

    /// Service prefix and name as AWS writes them: `s3:GetObject`.
    pub fn full_name(&self) -> &str {
        &self.full_name
    }

    /// The service prefix: `s3`.
    pub fn service(&self) -> &str {
        &self.full_name[..self.colon]
    }

    /// The name without the prefix: `GetObject`.
    pub fn name(&self) -> &str {
        &self.full_name[self.colon + 1..]
    }

    /// What kind of access it is; some actions are of two kinds.
    pub fn levels(&self) -> AccessLevels {
        self.levels
    }

    /// The resource types it can be used on, sorted by name.
    pub fn resource_types(&self) -> &[ResourceUse] {
        &self.resource_types
    }

    /// The condition keys it has whatever the resource, beside the global ones.
    pub fn condition_keys(&self) -> &[&'static str] {
        &self.condition_keys
    }

    /// The condition keys it has, also by the resources it is used on; some come twice.
    pub(super) fn own_keys(&self) -> impl Iterator<Item = &'static str> {
        let by_use = self.resource_types.iter().flat_map(|used| &used.condition_keys);
        self.condition_keys.iter().chain(by_use).copied()
    }

    /// Whether it works on no resource, so that a request's resource is the literal `*`.
    pub fn is_resource_less(&self) -> bool {
        self.resource_types.is_empty()
    }
}

/// A resource type in the service of one action.
#[derive(Debug)]
pub struct ResourceUse {
    pub(super) name: &'static str,
    pub(super) need: Need,
    pub(super) condition_keys: Vec<&'static str>,
}

impl ResourceUse {
    /// Name of the resource type, found in the action's service.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whether a request always names such a resource.
    pub fn need(&self) -> Need {
        self.need
    }

    /// The condition keys this action has when it is used on this resource type.
    pub fn condition_keys(&self) -> &[&'static str] {
        &self.condition_keys
    }
}

/// Whether a request of an action always names a resource of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Every request names one.
    Required,
    /// Some requests do.
    Optional,
}

/// What an action does to what it reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessLevel {
    /// Shows that resources exist.
    List,
    /// Shows what is in them.
    Read,
    /// Creates, changes or deletes them.
    Write,
    /// Changes who may do what.
    PermissionsManagement,
    /// Changes tags only.
    Tagging,
}

impl AccessLevel {
    /// All levels, from harmless to grave, tagging last.
    pub const ALL: [Self; 5] =
        [Self::List, Self::Read, Self::Write, Self::PermissionsManagement, Self::Tagging];
}

impl fmt::Display for AccessLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::List => "List",
            Self::Read => "Read",
            Self::Write => "Write",
            Self::PermissionsManagement => "Permissions management",
            Self::Tagging => "Tagging",
        })
    }
}

/// A set of access levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct AccessLevels(u8);

impl AccessLevels {
    /// Whether the level is among them.
    pub fn contains(self, level: AccessLevel) -> bool {
        self.0 & (1 << level as u8) != 0
    }

    /// The levels in the order of [`AccessLevel::ALL`].
    pub fn iter(self) -> impl Iterator<Item = AccessLevel> {
        AccessLevel::ALL.into_iter().filter(move |level| self.contains(*level))
    }
}

impl FromIterator<AccessLevel> for AccessLevels {
    fn from_iter<I: IntoIterator<Item = AccessLevel>>(levels: I) -> Self {
        Self(levels.into_iter().fold(0, |set, level| set | 1 << level as u8))
    }
}

/// Order of names when case does not count, as IAM compares them.
pub(super) fn order(a: &str, b: &str) -> Ordering {
    a.bytes().map(|b| b.to_ascii_lowercase()).cmp(b.bytes().map(|b| b.to_ascii_lowercase()))
}
