//! Access control lists of S3 buckets (Z-33).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{BadId, CanonicalId};
use crate::policy::text;

/// The access control list of a bucket, and whether it has any effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BucketAcl {
    /// Who owns the objects: where it is always the bucket's owner, the list has no effect (Z-30).
    #[serde(default)]
    pub ownership: ObjectOwnership,
    /// Its grants.
    #[serde(default)]
    pub grants: Vec<AclGrant>,
}

/// Who owns the objects of a bucket (Z-30).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ObjectOwnership {
    /// The bucket's owner: access control lists are switched off. So are buckets made.
    #[default]
    BucketOwnerEnforced,
    /// The bucket's owner where the writer says so, else the writer.
    BucketOwnerPreferred,
    /// Who wrote them.
    ObjectWriter,
}

/// One grant of an access control list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AclGrant {
    /// To whom.
    pub grantee: Grantee,
    /// What.
    pub permission: AclPermission,
}

/// To whom a grant is: an account, or one of S3's groups. Written as a canonical id or as the end of
/// the group's URI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grantee {
    /// An account.
    Account(CanonicalId),
    /// Everyone, also who has not signed in.
    AllUsers,
    /// Everyone who has signed in, in any account.
    AuthenticatedUsers,
    /// S3, when it delivers access logs.
    LogDelivery,
}

impl Grantee {
    /// Whether Block Public Access takes such grants for public (Z-31).
    pub fn is_public(&self) -> bool {
        matches!(self, Self::AllUsers | Self::AuthenticatedUsers)
    }
}

impl FromStr for Grantee {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        Ok(match text {
            "AllUsers" => Self::AllUsers,
            "AuthenticatedUsers" => Self::AuthenticatedUsers,
            "LogDelivery" => Self::LogDelivery,
            text => Self::Account(text.parse()?),
        })
    }
}

impl fmt::Display for Grantee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(id) => id.fmt(f),
            Self::AllUsers => f.write_str("AllUsers"),
            Self::AuthenticatedUsers => f.write_str("AuthenticatedUsers"),
            Self::LogDelivery => f.write_str("LogDelivery"),
        }
    }
}

impl Serialize for Grantee {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Grantee {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        text::parsed(from)
    }
}

/// What a grant of a bucket's list permits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AclPermission {
    /// To list the bucket.
    Read,
    /// To write objects.
    Write,
    /// To read the list.
    ReadAcp,
    /// To write the list.
    WriteAcp,
    /// All of these.
    FullControl,
}

impl AclPermission {
    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "READ",
            Self::Write => "WRITE",
            Self::ReadAcp => "READ_ACP",
            Self::WriteAcp => "WRITE_ACP",
            Self::FullControl => "FULL_CONTROL",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_are_written_as_aws_names_them_z_33() {
        let account = "0123456789abcdef".repeat(4);
        for grantee in ["AllUsers", "AuthenticatedUsers", "LogDelivery", account.as_str()] {
            let text = format!(r#"{{"grantee":"{grantee}","permission":"READ_ACP"}}"#);
            let grant: AclGrant = serde_json::from_str(&text).unwrap();
            assert_eq!(serde_json::to_string(&grant).unwrap(), text);
        }
        assert!("allusers".parse::<Grantee>().is_err());
        let acl: BucketAcl = serde_json::from_str("{}").unwrap();
        assert_eq!(acl.ownership, ObjectOwnership::BucketOwnerEnforced);
    }
}
