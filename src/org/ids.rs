//! Identifiers: each parses and prints the form that AWS uses, and none can stand for another.

use std::{cmp::Ordering, fmt, hash::Hash, hash::Hasher, str::FromStr, sync::Arc};

use compact_str::CompactString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::policy::text;

/// A text that is not the identifier it was meant to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {what}: {form}")]
pub struct BadId {
    text: String,
    what: &'static str,
    form: &'static str,
}

macro_rules! serde_as_text {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                text::parsed(from)
            }
        }
    };
}

/// An identifier that is a text of a certain form: kept once for all places that name it, or, after
/// `one`, apart, since hardly two places name the same.
macro_rules! text_id {
    ($(#[$doc:meta])* one $($rest:tt)*) => {
        text_id!($(#[$doc])* (CompactString, CompactString::new) $($rest)*);
    };
    ($(#[$doc:meta])* $name:ident, $($rest:tt)*) => {
        text_id!($(#[$doc])* (Arc<str>, text::shared) $name, $($rest)*);
    };
    ($(#[$doc:meta])* ($kept:ty, $keep:path) $name:ident, $what:literal, $form:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($kept);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    Ok(Self($keep(text)))
                } else {
                    Err(BadId { text: text.to_owned(), what: $what, form: $form })
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        serde_as_text!($name);
    };
}

fn lower_alphanumeric(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

fn name_characters(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b))
}

/// An account: twelve digits, leading zeros included (O-4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(u64);

impl FromStr for AccountId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        if text.len() == 12
            && text.bytes().all(|b| b.is_ascii_digit())
            && let Ok(number) = text.parse()
        {
            return Ok(Self(number));
        }
        Err(BadId { text: text.to_owned(), what: "an account id", form: "write twelve digits" })
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

serde_as_text!(AccountId);

text_id!(
    /// An organization (O-1).
    OrganizationId, "an organization id", "write o- and 10 to 32 lower-case letters or digits",
    |t| t.strip_prefix("o-").is_some_and(|r| lower_alphanumeric(r, 10, 32))
);

text_id!(
    /// The root of the tree (O-2).
    RootId, "a root id", "write r- and 4 to 32 lower-case letters or digits",
    |t| t.strip_prefix("r-").is_some_and(|r| lower_alphanumeric(r, 4, 32))
);

text_id!(
    /// An organizational unit (O-3).
    OuId, "an organizational unit id", "write ou-, the root's block, -, and 8 to 32 lower-case letters or digits",
    |t| t.strip_prefix("ou-").and_then(|r| r.split_once('-')).is_some_and(|(root, own)| {
        lower_alphanumeric(root, 4, 32) && lower_alphanumeric(own, 8, 32)
    })
);

text_id!(
    /// An organization policy (O-5).
    PolicyId, "a policy id", "write p- and 8 to 128 letters, digits or underscores",
    |t| t.strip_prefix("p-").is_some_and(|r| {
        (8..=128).contains(&r.len()) && r.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
);

text_id!(
    /// A permission set: the last part of its ARN (I-2).
    PermissionSetId, "a permission set id", "write ps- and 16 lower-case letters or digits",
    |t| t.strip_prefix("ps-").is_some_and(|r| lower_alphanumeric(r, 1, 32))
);

text_id!(
    /// A user of the Identity Center directory (J-33).
    DirectoryUserId, "a directory user id", "write the id that list-users gives",
    |t| (1..=64).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
);

text_id!(
    /// A group of the Identity Center directory (J-34).
    DirectoryGroupId, "a directory group id", "write the id that list-groups gives",
    |t| (1..=64).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
);

text_id!(
    /// An IAM unique id such as `AIDA…` or `AROA…` (P-11).
    one UniqueId, "an IAM unique id", "write 8 to 128 letters or digits",
    |t| (8..=128).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_alphanumeric())
);

text_id!(
    /// What S3 calls an account by: its canonical id (P-10).
    CanonicalId, "a canonical id", "write 64 lower-case hexadecimal digits",
    |t| t.len() == 64 && t.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
);

text_id!(
    /// A service principal such as `ec2.amazonaws.com` (P-9).
    ServicePrincipal, "a service principal", "write a name such as ec2.amazonaws.com",
    |t| t.contains('.') && t.len() <= 128
        && t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
);

text_id!(
    /// A control, by the identifier of the control catalogue or of Control Tower (T-12).
    ControlId, "a control id", "write an identifier such as AWS-GR_RESTRICT_ROOT_USER or CT.S3.PV.4",
    |t| (1..=2048).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_graphic())
);

text_id!(
    /// An access key id such as `AKIA…`.
    one AccessKeyId, "an access key id", "write 16 to 128 letters or digits",
    |t| (16..=128).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
);

text_id!(
    /// An activity event.
    one EventId, "an event id", "write up to 64 letters, digits or dashes",
    |t| (1..=64).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
);

text_id!(
    /// The path of an IAM entity: `/`, or `/a/b/` (G-26).
    IamPath, "an IAM path", "begin and end with a slash, at most 512 characters",
    |t| t.len() <= 512 && t.starts_with('/') && t.ends_with('/') && t.bytes().all(|b| b.is_ascii_graphic())
);

impl PermissionSetId {
    /// What sorts before every id, to begin a range with. Itself no id.
    pub(super) fn least() -> Self {
        Self("".into())
    }
}

impl DirectoryUserId {
    /// What sorts before every id, to begin a range with. Itself no id.
    pub(super) fn least() -> Self {
        Self("".into())
    }
}

impl Default for IamPath {
    fn default() -> Self {
        Self("/".into())
    }
}

/// The name of an IAM user, group, role, policy or instance profile. IAM keeps the letters' case
/// and compares without it (section 2.2), and so does this type.
#[derive(Clone)]
pub struct IamName(Arc<str>);

impl IamName {
    /// The text, in its own case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What sorts before every name, to begin a range with. Itself no name.
    pub(super) fn least() -> Self {
        Self("".into())
    }

    fn folded(&self) -> impl Iterator<Item = u8> + '_ {
        self.0.bytes().map(|b| b.to_ascii_lowercase())
    }
}

impl FromStr for IamName {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        if (1..=128).contains(&text.len()) && name_characters(text) {
            return Ok(Self(text.into()));
        }
        let form = "write 1 to 128 letters, digits or any of _+=,.@-";
        Err(BadId { text: text.to_owned(), what: "an IAM name", form })
    }
}

impl PartialEq for IamName {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for IamName {}

impl Ord for IamName {
    /// As the folded names compare: by the first byte that is another, mostly far behind.
    fn cmp(&self, other: &Self) -> Ordering {
        let pairs = self.0.bytes().zip(other.0.bytes());
        let same = pairs.take_while(|(a, b)| a == b).count();
        self.folded().skip(same).cmp(other.folded().skip(same))
    }
}

impl PartialOrd for IamName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for IamName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for byte in self.folded() {
            state.write_u8(byte);
        }
        state.write_u8(0xff);
    }
}

impl fmt::Display for IamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for IamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

serde_as_text!(IamName);

/// The root or an organizational unit: what an account or a unit can be in.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParentId {
    /// Directly under the root.
    Root(RootId),
    /// In an organizational unit.
    Ou(OuId),
}

/// Any node of the tree: what a policy can be attached to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeId {
    /// The root.
    Root(RootId),
    /// An organizational unit.
    Ou(OuId),
    /// An account.
    Account(AccountId),
}

impl From<ParentId> for NodeId {
    fn from(parent: ParentId) -> Self {
        match parent {
            ParentId::Root(id) => Self::Root(id),
            ParentId::Ou(id) => Self::Ou(id),
        }
    }
}

impl FromStr for ParentId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        if text.starts_with("r-") {
            text.parse().map(Self::Root)
        } else {
            text.parse().map(Self::Ou)
        }
    }
}

impl FromStr for NodeId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        if text.starts_with("r-") || text.starts_with("ou-") {
            text.parse::<ParentId>().map(Self::from)
        } else {
            text.parse().map(Self::Account)
        }
    }
}

impl fmt::Display for ParentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(id) => id.fmt(f),
            Self::Ou(id) => id.fmt(f),
        }
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(id) => id.fmt(f),
            Self::Ou(id) => id.fmt(f),
            Self::Account(id) => id.fmt(f),
        }
    }
}

impl fmt::Debug for ParentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

serde_as_text!(ParentId);
serde_as_text!(NodeId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_zeros_of_an_account_count() {
        let id: AccountId = "007341010742".parse().unwrap();
        assert_eq!(id.to_string(), "007341010742");
        assert!("7341010742".parse::<AccountId>().is_err());
    }

    #[test]
    fn iam_names_compare_without_case_and_keep_it() {
        let (a, b): (IamName, IamName) = ("Deploy".parse().unwrap(), "deploy".parse().unwrap());
        assert_eq!(a, b);
        assert_eq!(a.to_string(), "Deploy");
    }

    #[test]
    fn a_node_is_known_by_its_form() {
        assert!(matches!("r-ab12".parse(), Ok(NodeId::Root(_))));
        assert!(matches!("ou-ab12-12345678".parse(), Ok(NodeId::Ou(_))));
        assert!(matches!("123456789012".parse(), Ok(NodeId::Account(_))));
        assert!("Prod".parse::<NodeId>().is_err());
    }
}
