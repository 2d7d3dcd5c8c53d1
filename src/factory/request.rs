//! What is asked for: a template with checked values, and the key by which it is known again.

use std::{collections::BTreeMap, fmt, sync::Arc};

use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::{condition::Condition, parameter::Value, template::Template, text::Text};
use crate::org::{Account, Organization, facets::AccountFacet};

/// The name of a request: template, version and a digest of the values. The same request always
/// has the same key, and an account remembers the key that made it, so that asking twice makes
/// one account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestKey(Arc<str>);

impl RequestKey {
    pub(super) fn new(template: &Template, values: &BTreeMap<String, Value>) -> Self {
        let mut digest = Sha256::new();
        for (name, value) in values {
            digest.update((name.len() as u64).to_be_bytes());
            digest.update(name);
            value.digest_into(&mut digest);
        }
        let digest = hexadecimal(&digest.finalize()[..8]);
        Self(format!("{}@{}#{digest}", template.name, template.version).into())
    }

    /// The text, such as `workload@3#0123456789abcdef`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this request made an account.
    pub fn made(&self, account: &Account) -> bool {
        account.settings.vended.as_ref().is_some_and(|vended| *vended.request == *self.0)
    }

    /// The account that this request has made.
    pub fn account<'o>(&self, organization: &'o Organization) -> Option<&'o Arc<Account>> {
        organization.accounts().having(AccountFacet::Request(self.0.to_string())).next()
    }
}

impl Serialize for RequestKey {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl fmt::Display for RequestKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A template with checked values. Made by [`check`](super::check).
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    template: Arc<Template>,
    values: BTreeMap<String, Value>,
    key: RequestKey,
}

impl Request {
    pub(super) fn new(
        template: Arc<Template>,
        values: BTreeMap<String, Value>,
        key: RequestKey,
    ) -> Self {
        Self { template, values, key }
    }

    /// The template.
    pub fn template(&self) -> &Arc<Template> {
        &self.template
    }

    /// The values by parameter, defaults included.
    pub fn values(&self) -> &BTreeMap<String, Value> {
        &self.values
    }

    /// The values as texts, from which [`check`](super::check) makes the same request again.
    pub(super) fn texts(&self) -> BTreeMap<String, String> {
        self.values.iter().map(|(name, value)| (name.clone(), value.to_string())).collect()
    }

    /// The key.
    pub fn key(&self) -> &RequestKey {
        &self.key
    }

    /// A value as it is filled into texts.
    fn filling(&self, name: &str) -> String {
        self.values.get(name).map(Value::to_string).unwrap_or_default()
    }

    /// A text with its holes filled; `other` fills those that are not parameters.
    pub(super) fn fill(&self, text: &Text, other: impl Fn(&str) -> String) -> String {
        text.fill(|name| self.values.get(name).map_or_else(|| other(name), Value::to_string))
    }

    /// Texts with their holes filled; a hole alone brings every value of a list.
    pub(super) fn fill_all(&self, text: &Text, other: impl Fn(&str) -> String) -> Vec<String> {
        match text.only_hole().and_then(|name| self.values.get(name)) {
            Some(value) => value.texts(),
            None => vec![self.fill(text, other)],
        }
    }

    /// Whether a condition holds; an absent condition does.
    pub(super) fn holds(&self, condition: Option<&Condition>) -> bool {
        condition.is_none_or(|condition| condition.holds(|name| self.filling(name)))
    }

    /// The value of a parameter as text.
    pub(super) fn value(&self, parameter: &str) -> String {
        self.filling(parameter)
    }
}
