//! Keys of records as text, and the steps from one snapshot to the next that a store takes.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{
    AccountId, ControlId, DirectoryGroupId, DirectoryPrincipal, DirectoryUserId, EventId, IamName,
    NodeId, OuId, PermissionSetId, PolicyId, Record, RecordKind, ServicePrincipal,
};
use crate::policy::Arn;

/// What a record is found by. Prints as `kind/id`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordKey {
    /// The kind of record.
    pub kind: RecordKind,
    /// The key within its kind, as text; empty for the foundation.
    pub id: String,
}

impl RecordKey {
    pub(super) fn new<K: KeyText>(kind: RecordKind, key: &K) -> Self {
        Self { kind, id: key.text() }
    }
}

impl fmt::Display for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.name(), self.id)
    }
}

/// One step from a snapshot to the next, as the store needs it.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "nearly all edits are puts")]
pub enum Edit {
    /// Write this record over whatever has its key.
    Put(Record),
    /// Remove the record with this key.
    Remove(RecordKey),
}

/// Keys as text, unambiguous within one table.
pub(super) trait KeyText {
    fn text(&self) -> String;
}

macro_rules! printed_keys {
    ($($key:ty),*) => {
        $(impl KeyText for $key {
            fn text(&self) -> String {
                self.to_string()
            }
        })*
    };
}

printed_keys!(
    OuId,
    AccountId,
    PolicyId,
    NodeId,
    Arn,
    DirectoryUserId,
    DirectoryGroupId,
    PermissionSetId
);

/// The foundation is the only one of its kind.
impl KeyText for () {
    fn text(&self) -> String {
        String::new()
    }
}

impl KeyText for (AccountId, IamName) {
    fn text(&self) -> String {
        format!("{}/{}", self.0, self.1.as_str().to_ascii_lowercase())
    }
}

impl KeyText for (AccountId, ServicePrincipal) {
    fn text(&self) -> String {
        format!("{}/{}", self.0, self.1)
    }
}

impl KeyText for (AccountId, PermissionSetId, DirectoryPrincipal) {
    fn text(&self) -> String {
        format!("{}/{}/{}", self.0, self.1, self.2)
    }
}

impl KeyText for (OuId, ControlId) {
    fn text(&self) -> String {
        format!("{}/{}", self.0, self.1)
    }
}

impl KeyText for (DateTime<Utc>, EventId) {
    fn text(&self) -> String {
        format!("{}/{}", self.0.to_rfc3339_opts(chrono::SecondsFormat::Micros, true), self.1)
    }
}

#[cfg(test)]
mod tests {
    use crate::org::{Gathered, Listed, Organization, Record, sample};

    #[test]
    fn a_record_is_read_by_its_kind_which_comes_first() {
        for record in sample::organization().records() {
            let text = serde_json::to_string(&record).unwrap();
            assert_eq!(serde_json::from_str::<Record>(&text).unwrap(), record);
        }
        let error = |text: &str| serde_json::from_str::<Record>(text).unwrap_err().to_string();
        assert!(error(r#"{"kind":"cloud"}"#).contains("unknown variant `cloud`"));
        assert!(error("{}").contains("missing field `kind`"));
        assert!(error(r#"{"name":"x","kind":"ou"}"#).contains("expected `kind`"));
        assert!(error(r#"{"kind":"ou","colour":1}"#).contains("unknown field `colour`"));
    }

    #[test]
    fn what_is_gathered_apart_is_joined() {
        let whole = sample::organization();
        let mut parts = [Gathered::default(), Gathered::default(), Gathered::default()];
        for (number, record) in whole.records().enumerate() {
            parts[number % 3].put(record);
        }
        let mut joined = Listed::default();
        for part in parts {
            joined.join(part.listed());
        }
        assert!(joined.organization().unwrap() == whole);
        assert!(Organization::from_records(whole.records().skip(1)).is_err());
    }
}
