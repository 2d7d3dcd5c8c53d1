//! A condition key that the request may choose, as a variable.

use crate::catalog::{Cardinality, ConditionKey, ValueType, catalog};

/// A variable for a condition key.
#[derive(Debug, Clone)]
pub struct Key {
    /// The names that it is to be given under: aliases such as `ec2:ResourceTag/x` are one variable
    /// with `aws:ResourceTag/x`.
    pub names: Vec<String>,
    /// The name in lower case, aliases united.
    pub canonical: String,
    /// What its values are, where the catalogue knows the key.
    pub value_type: Option<ValueType>,
    /// Whether it can hold several values.
    pub multivalued: bool,
    /// Whether every request carries it (7.2).
    pub always: bool,
}

/// Keys that every request carries (7.2).
const ALWAYS: [&str; 5] = [
    "aws:currenttime",
    "aws:epochtime",
    "aws:securetransport",
    "aws:viaawsservice",
    "aws:requestedregion",
];

/// Global keys whose text people write: tags, and what a client says of itself.
const WRITTEN: [&str; 5] =
    ["aws:principaltag", "aws:referer", "aws:requesttag", "aws:resourcetag", "aws:useragent"];

/// The name under which a key is one variable with its aliases.
pub fn canonical(key: &str) -> String {
    let lower = key.to_ascii_lowercase();
    match lower.split_once(":resourcetag/") {
        Some((_, tag)) => format!("aws:resourcetag/{tag}"),
        None => lower,
    }
}

impl Key {
    /// The variable of a key; `quantified` when some condition tests it as a set.
    pub fn new(name: &str, quantified: bool) -> Self {
        let known = catalog().condition_key(name);
        let canonical = canonical(name);
        Self {
            names: vec![name.to_owned()],
            value_type: known.map(ConditionKey::value_type),
            multivalued: known
                .map_or(quantified, |known| known.cardinality() == Cardinality::Multi),
            always: ALWAYS.contains(&&*canonical),
            canonical,
        }
    }

    /// Adds a spelling.
    pub fn also(&mut self, name: &str) {
        if !self.names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            self.names.push(name.to_owned());
        }
    }

    /// Whether a request can carry it with an empty text: what is no text never is, nor what AWS
    /// itself tells, such as a VPC.
    pub fn may_be_empty(&self) -> bool {
        let textual = matches!(self.value_type, None | Some(ValueType::String));
        let family = self.canonical.split('/').next().unwrap_or_default();
        textual && (!family.starts_with("aws:") || WRITTEN.contains(&family))
    }

    /// Values that look like real ones, to be tried first.
    pub fn samples(&self) -> &'static [&'static str] {
        let family = self.canonical.split('/').next().unwrap_or_default();
        match (family, self.value_type) {
            ("aws:securetransport", _) => &["true", "false"],
            ("aws:viaawsservice", _) => &["false", "true"],
            (_, Some(ValueType::Bool)) => &["true", "false"],
            ("aws:sourceip", _) => &["198.51.100.7", "2001:db8::7"],
            ("aws:vpcsourceip", _) => &["10.0.0.7"],
            (_, Some(ValueType::IpAddress)) => &["198.51.100.7", "10.0.0.7", "2001:db8::7"],
            ("aws:sourcevpc", _) => &["vpc-0a1b2c3d4e5f60718"],
            ("aws:sourcevpce", _) => &["vpce-0a1b2c3d4e5f60718"],
            ("aws:requestedregion", _) => &["us-east-1", "eu-west-1", "ap-southeast-2"],
            ("aws:epochtime", _) => &["1767225600"],
            (_, Some(ValueType::Date)) => &["2026-01-01T00:00:00Z"],
            (_, Some(ValueType::Numeric)) => &["1", "0", "3600"],
            ("aws:userid", _) => &["AIDAEXAMPLEEXAMPLE123"],
            ("aws:calledvia" | "aws:calledviafirst" | "aws:calledvialast", _) => {
                &["cloudformation.amazonaws.com"]
            }
            ("kms:viaservice", _) => &["s3.us-east-1.amazonaws.com"],
            _ => &["example"],
        }
    }
}
