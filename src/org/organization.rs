//! The snapshot: an organization at one moment, and the records it consists of.

use std::{fmt, sync::Arc};

use chrono::{DateTime, Utc};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::{
    Account, AccountId, Activity, Assignment, Attachments, ControlId, DelegatedAdministrator,
    DirectoryGroup, DirectoryGroupId, DirectoryPrincipal, DirectoryUser, DirectoryUserId, Edit,
    EnabledControl, Entity, EventId, Foundation, Group, IamName, IdentityProvider, InstanceProfile,
    ManagedPolicy, NodeId, Ou, OuId, PermissionSet, PermissionSetId, Policy, PolicyId, RecordKey,
    Resource, Role, ServicePrincipal, Table, User, table::Rows,
};
use crate::policy::Arn;

/// Generates the snapshot and its records from one list of tables, so that a table can be
/// forgotten nowhere: not in the store, not in a backup, not in a comparison.
macro_rules! organization {
    ($($(#[$doc:meta])* $table:ident, $kind:literal: $entity:ident[$key:ty] = |$it:ident| $of:expr;)*) => {
        $(impl Entity for $entity {
            type Key = $key;

            fn key(&self) -> $key {
                let $it = self;
                $of
            }
        })*

        /// An organization at one moment. Never changes: [`Organization::apply`] makes the next.
        #[derive(Clone, PartialEq)]
        pub struct Organization {
            foundation: Arc<Foundation>,
            $(pub(super) $table: Table<$entity>,)*
        }

        impl Organization {
            /// An organization without anything in it.
            pub fn empty(foundation: Foundation) -> Self {
                Self { foundation: Arc::new(foundation), $($table: Table::default(),)* }
            }

            $($(#[$doc])*
            pub fn $table(&self) -> &Table<$entity> {
                &self.$table
            })*

            /// Everything it consists of, the foundation first.
            pub fn records(&self) -> impl Iterator<Item = Record> {
                std::iter::once(Record::Foundation((*self.foundation).clone()))
                    $(.chain(self.$table.iter().map(|e| Record::$entity((**e).clone()))))*
            }

            /// What has to be written and removed to come from here to `after`.
            pub fn difference(&self, after: &Self) -> Vec<Edit> {
                let mut edits = Vec::new();
                if self.foundation != after.foundation {
                    edits.push(Edit::Put(Record::Foundation((*after.foundation).clone())));
                }
                $(for (key, entity) in self.$table.difference(&after.$table) {
                    edits.push(match entity {
                        Some(entity) => Edit::Put(Record::$entity((**entity).clone())),
                        None => Edit::Remove(RecordKey::new(RecordKind::$entity, key)),
                    });
                })*
                edits
            }

            /// The record that is here under the key of `record`.
            pub(super) fn counterpart(&self, record: &Record) -> Option<Record> {
                match record {
                    Record::Foundation(_) => Some(Record::Foundation((*self.foundation).clone())),
                    $(Record::$entity(entity) => {
                        self.$table.get(&entity.key()).map(|e| Record::$entity((**e).clone()))
                    })*
                }
            }

            pub(super) fn put(&mut self, record: Record) {
                match record {
                    Record::Foundation(foundation) => self.foundation = Arc::new(foundation),
                    $(Record::$entity(entity) => { self.$table.insert(entity); })*
                }
            }

            /// Removes whatever has the key of `record`; the foundation stays.
            pub(super) fn erase(&mut self, record: &Record) {
                match record {
                    Record::Foundation(_) => {}
                    $(Record::$entity(entity) => { self.$table.remove(&entity.key()); })*
                }
            }
        }

        /// Records on their way to an organization.
        #[derive(Default)]
        pub struct Gathered {
            foundation: Option<Foundation>,
            $($table: Rows<$entity>,)*
        }

        impl Gathered {
            /// Adds a record; one that has its key already goes.
            pub fn put(&mut self, record: Record) {
                match record {
                    Record::Foundation(foundation) => self.foundation = Some(foundation),
                    $(Record::$entity(entity) => self.$table.put(entity),)*
                }
            }

            /// Lists what was gathered by all that it can be looked up by.
            pub fn listed(self) -> Listed {
                Listed { foundation: self.foundation, $($table: self.$table.listed(),)* }
            }

            /// The organization that consists of all that was gathered.
            pub fn organization(self) -> Result<Organization, NoFoundation> {
                self.listed().organization()
            }
        }

        /// Parts of an organization. Those of different kinds can be made side by side, and be joined.
        #[derive(Clone, Default)]
        pub struct Listed {
            foundation: Option<Foundation>,
            $($table: Table<$entity>,)*
        }

        impl Listed {
            /// Adds other parts.
            pub fn join(&mut self, other: Self) {
                self.foundation = other.foundation.or(self.foundation.take());
                $(self.$table.join(other.$table);)*
            }

            /// The organization that consists of these parts.
            pub fn organization(self) -> Result<Organization, NoFoundation> {
                let foundation = Arc::new(self.foundation.ok_or(NoFoundation)?);
                Ok(Organization { foundation, $($table: self.$table,)* })
            }
        }

        /// One thing that an organization consists of: the unit of storage and of backup.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        pub enum Record {
            /// What the organization is as a whole.
            Foundation(Foundation),
            $($(#[$doc])* $entity($entity),)*
        }

        /// Reads a record whose kind comes first, as it does wherever one is written.
        impl<'de> Visitor<'de> for Tagged {
            type Value = Record;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a record, with its kind first")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
                let Some(Tag::Kind) = map.next_key()? else {
                    return Err(A::Error::missing_field("kind"));
                };
                let kind = map.next_value()?;
                let rest = MapAccessDeserializer::new(map);
                Ok(match kind {
                    RecordKind::Foundation => Record::Foundation(Foundation::deserialize(rest)?),
                    $(RecordKind::$entity => Record::$entity($entity::deserialize(rest)?),)*
                })
            }
        }

        /// The kinds of record.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum RecordKind {
            /// The one foundation.
            Foundation,
            $($(#[$doc])* $entity,)*
        }

        impl RecordKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[Self::Foundation, $(Self::$entity,)*];

            /// The name in keys.
            pub fn name(self) -> &'static str {
                match self {
                    Self::Foundation => "foundation",
                    $(Self::$entity => $kind,)*
                }
            }
        }

        impl Record {
            /// What it is found by.
            pub fn key(&self) -> RecordKey {
                match self {
                    Self::Foundation(_) => RecordKey { kind: RecordKind::Foundation, id: String::new() },
                    $(Self::$entity(entity) => RecordKey::new(RecordKind::$entity, &entity.key()),)*
                }
            }
        }
    };
}

organization! {
    /// Organizational units.
    ous, "ou": Ou[OuId] = |it| it.id.clone();
    /// Accounts.
    accounts, "account": Account[AccountId] = |it| it.id;
    /// Organization policies.
    policies, "policy": Policy[PolicyId] = |it| it.id.clone();
    /// Attachments of organization policies, by node.
    attachments, "attachments": Attachments[NodeId] = |it| it.node.clone();
    /// IAM users.
    users, "user": User[(AccountId, IamName)] = |it| (it.account, it.name.clone());
    /// IAM groups.
    groups, "group": Group[(AccountId, IamName)] = |it| (it.account, it.name.clone());
    /// IAM roles.
    roles, "role": Role[(AccountId, IamName)] = |it| (it.account, it.name.clone());
    /// Managed policies of accounts, and those of AWS that an import brought along.
    managed_policies, "managed-policy": ManagedPolicy[Arn] = |it| it.arn.clone();
    /// Instance profiles.
    instance_profiles, "instance-profile": InstanceProfile[(AccountId, IamName)] = |it| (it.account, it.name.clone());
    /// Identity providers.
    identity_providers, "identity-provider": IdentityProvider[Arn] = |it| it.arn.clone();
    /// Delegated administrators.
    delegated_administrators, "delegated-administrator": DelegatedAdministrator[(AccountId, ServicePrincipal)] = |it| (it.account, it.service.clone());
    /// Resources.
    resources, "resource": Resource[Arn] = |it| it.arn.clone();
    /// Users of the directory.
    directory_users, "directory-user": DirectoryUser[DirectoryUserId] = |it| it.id.clone();
    /// Groups of the directory.
    directory_groups, "directory-group": DirectoryGroup[DirectoryGroupId] = |it| it.id.clone();
    /// Permission sets.
    permission_sets, "permission-set": PermissionSet[PermissionSetId] = |it| it.id.clone();
    /// Account assignments.
    assignments, "assignment": Assignment[(AccountId, PermissionSetId, DirectoryPrincipal)] = |it| (it.account, it.permission_set.clone(), it.principal.clone());
    /// Controls and where they are enabled.
    controls, "control": EnabledControl[(OuId, ControlId)] = |it| (it.ou.clone(), it.control.clone());
    /// Events of the trail, oldest first.
    activity, "activity": Activity[(DateTime<Utc>, EventId)] = |it| (it.at, it.id.clone());
}

struct Tagged;

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Tag {
    Kind,
}

/// Unlike what serde would derive, keeps nothing of a record while it looks for its kind.
impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Tagged)
    }
}

/// Records without the one that says which organization they are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the records hold no foundation, so there is no telling which organization they are of")]
pub struct NoFoundation;

impl Organization {
    /// What it is as a whole.
    pub fn foundation(&self) -> &Foundation {
        &self.foundation
    }

    /// The organization that consists of these records, in any order. Trusts them: what an import
    /// or an edited file may have got wrong is for [`Organization::problems`] to tell.
    pub fn from_records(records: impl IntoIterator<Item = Record>) -> Result<Self, NoFoundation> {
        let mut gathered = Gathered::default();
        for record in records {
            gathered.put(record);
        }
        gathered.organization()
    }
}
