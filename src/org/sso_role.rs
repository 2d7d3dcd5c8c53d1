//! The roles that Identity Center makes in accounts: their names, paths and trust (I-7 to I-10).

use std::fmt::{self, Write as _};

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::{AccountId, IamPath, PermissionSet, PermissionSetId, Role};
use crate::policy::{Arn, Document};

const PREFIX: &str = "AWSReservedSSO_";
const PATH: &str = "/aws-reserved/sso.amazonaws.com/";
const PROVIDER_PREFIX: &str = "AWSSSO_";
const PROVIDER_SUFFIX: &str = "_DO_NOT_DELETE";

/// The name that Identity Center gives to the inline policy of a permission set in its roles.
pub const INLINE_POLICY: &str = "AwsSSOInlinePolicy";

/// The name of a role that Identity Center made. Prints as `AWSReservedSSO_<set>_<suffix>` (I-7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SsoRoleName {
    /// The name of the permission set.
    pub set: String,
    /// Sixteen lower-case hexadecimal digits, different in every account.
    pub suffix: String,
}

impl SsoRoleName {
    /// Reads a role's name; the last `_` ends the set's name, which may hold others (I-8).
    pub fn parse(role: &str) -> Option<Self> {
        let (set, suffix) = role.strip_prefix(PREFIX)?.rsplit_once('_')?;
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (!set.is_empty() && suffix.len() == 16 && suffix.bytes().all(hex))
            .then(|| Self { set: set.to_owned(), suffix: suffix.to_owned() })
    }
}

impl fmt::Display for SsoRoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}_{}", self.set, self.suffix)
    }
}

/// Whether Identity Center made this role for a set of this name, by path and name (I-8).
pub fn made_for(role: &Role, set: &str) -> bool {
    role.path.as_str().starts_with(PATH)
        && SsoRoleName::parse(role.name.as_str()).is_some_and(|name| name.set == set)
}

/// The path of the roles of an instance in a region, which us-east-1 leaves out (I-7).
pub fn path(region: &str) -> Option<IamPath> {
    let text = if region == "us-east-1" { PATH.to_owned() } else { format!("{PATH}{region}/") };
    text.parse().ok()
}

/// Whether this is the SAML provider through which Identity Center signs people in (I-10).
pub fn is_provider(arn: &Arn) -> bool {
    arn.resource()
        .strip_prefix("saml-provider/")
        .is_some_and(|name| name.starts_with(PROVIDER_PREFIX) && name.ends_with(PROVIDER_SUFFIX))
}

/// The ARN of the SAML provider that an instance makes in an account (I-10).
pub fn provider(partition: &str, account: AccountId, instance: &str) -> Option<Arn> {
    let id = hex(&[&account.to_string(), instance, "provider"]);
    format!("arn:{partition}:iam::{account}:saml-provider/{PROVIDER_PREFIX}{id}{PROVIDER_SUFFIX}")
        .parse()
        .ok()
}

/// What the suffix and the unique id of a new role follow from. The same set, assigned again at
/// another time, gives another role (I-6); without a time it gives the same one, since nothing of
/// the earlier one is left to differ from.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The account the role is made in.
    pub account: AccountId,
    /// The permission set it is made for.
    pub set: &'a PermissionSetId,
    /// When, as the first assignment says.
    pub at: Option<DateTime<Utc>>,
}

impl Origin<'_> {
    fn text(&self) -> String {
        let at = self.at.map(|at| at.to_rfc3339()).unwrap_or_default();
        format!("{}/{}/{at}", self.account, self.set)
    }

    /// The name of the role.
    pub fn role_name(&self, set: &PermissionSet) -> SsoRoleName {
        SsoRoleName { set: set.name.clone(), suffix: hex(&[&self.text(), "role"]) }
    }

    /// The unique id of the role, as text: `AROA` and sixteen digits and capitals (P-11).
    pub fn unique_id(&self) -> String {
        format!("AROA{}", hex(&[&self.text(), "id"]).to_ascii_uppercase())
    }
}

/// The audience of an assertion by which people sign in to a partition.
pub fn audience(partition: &str) -> &'static str {
    match partition {
        "aws-cn" => "https://signin.amazonaws.cn/saml",
        "aws-us-gov" => "https://signin.amazonaws-us-gov.com/saml",
        _ => "https://signin.aws.amazon.com/saml",
    }
}

/// The trust of such a role: people who come through Identity Center, and nobody else (I-10).
pub fn trust(provider: &Arn) -> Document {
    let audience = audience(provider.partition());
    Document::new(&format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Federated":"{provider}"}},"Action":["sts:AssumeRoleWithSAML","sts:TagSession"],"Condition":{{"StringEquals":{{"SAML:aud":"{audience}"}}}}}}]}}"#
    ))
}

/// Sixteen lower-case hexadecimal digits that follow from the parts.
fn hex(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(8).fold(String::with_capacity(16), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// I-8, X-163.
    #[test]
    fn the_last_underscore_splits_the_name() {
        let name = SsoRoleName::parse("AWSReservedSSO_Data_Science_0123456789abcdef").unwrap();
        assert_eq!((name.set.as_str(), name.suffix.as_str()), ("Data_Science", "0123456789abcdef"));
        assert_eq!(name.to_string(), "AWSReservedSSO_Data_Science_0123456789abcdef");
        assert_eq!(SsoRoleName::parse("AWSReservedSSO_Admin_0123456789ABCDEF"), None);
        assert_eq!(SsoRoleName::parse("AWSReservedSSO_Admin_0123"), None);
        assert_eq!(SsoRoleName::parse("Admin_0123456789abcdef"), None);
    }

    /// I-7, X-162.
    #[test]
    fn the_first_region_is_not_in_the_path() {
        assert_eq!(path("us-east-1").unwrap().as_str(), "/aws-reserved/sso.amazonaws.com/");
        assert_eq!(
            path("eu-west-1").unwrap().as_str(),
            "/aws-reserved/sso.amazonaws.com/eu-west-1/"
        );
    }

    /// I-6: the suffix differs by account, and by the time of the first assignment.
    #[test]
    fn an_origin_gives_one_suffix() {
        let set: PermissionSetId = "ps-0123456789abcdef".parse().unwrap();
        let of = |account: &str, at| {
            let origin = Origin { account: account.parse().unwrap(), set: &set, at };
            hex(&[&origin.text(), "role"])
        };
        assert_eq!(of("111111111111", None), of("111111111111", None));
        assert_ne!(of("111111111111", None), of("222222222222", None));
        assert_ne!(of("111111111111", None), of("111111111111", Some(DateTime::UNIX_EPOCH)));
    }
}
