//! Condition keys: their types, how many values they hold, and which catalogued key a written key is.

use std::fmt;

use super::template::Template;

/// A condition key, or a family of them (`aws:ResourceTag/${TagKey}`).
#[derive(Debug, Clone)]
pub struct ConditionKey {
    name: &'static str,
    value_type: ValueType,
    cardinality: Cardinality,
    form: Template,
}

impl ConditionKey {
    pub(super) fn new(name: &'static str, value_type: ValueType, cardinality: Cardinality) -> Self {
        Self { name, value_type, cardinality, form: Template::new(&form(name)) }
    }

    /// The key as the reference writes it, with `${…}` for the part that the writer chooses.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What its values are.
    pub fn value_type(&self) -> ValueType {
        self.value_type
    }

    /// How many values one request can hold.
    pub fn cardinality(&self) -> Cardinality {
        self.cardinality
    }

    /// Whether it stands for many keys, each with a part the writer chooses.
    pub fn is_family(&self) -> bool {
        self.form.has_gaps()
    }

    /// Whether `key` is this key or one of this family. Case does not count.
    pub fn covers(&self, key: &str) -> bool {
        self.covers_lower(&key.to_ascii_lowercase())
    }

    /// [`Self::covers`] for a key already in lower case, for those who ask many.
    pub(super) fn covers_lower(&self, key: &str) -> bool {
        self.form.fits(key)
    }

    /// How much of the name is fixed: of two keys that cover a third, the longer says more.
    pub(super) fn literal_len(&self) -> usize {
        self.form.literal_len()
    }
}

/// The form of a key in lower case. For some families of tags the reference leaves the placeholder
/// out, or writes `tag-key` in its place.
fn form(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    match lower.strip_suffix("/tag-key").or_else(|| lower.strip_suffix('/')) {
        Some(family) => format!("{family}/${{tagkey}}"),
        None => lower,
    }
}

/// What the values of a key are, and so which condition operators suit it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// Any text.
    String,
    /// An ARN.
    Arn,
    /// `true` or `false`.
    Bool,
    /// A number.
    Numeric,
    /// A point in time.
    Date,
    /// An IPv4 or IPv6 address.
    IpAddress,
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::String => "String",
            Self::Arn => "ARN",
            Self::Bool => "Bool",
            Self::Numeric => "Numeric",
            Self::Date => "Date",
            Self::IpAddress => "IPAddress",
        })
    }
}

/// How many values of a key one request can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cardinality {
    /// One.
    Single,
    /// Any number: conditions on it need a set operator.
    Multi,
}

/// A type as the reference writes it: `ArrayOfString`.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(try_from = "&str")]
pub(super) struct WrittenType(pub(super) ValueType, pub(super) Cardinality);

impl TryFrom<&str> for WrittenType {
    type Error = String;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        let (element, cardinality) = match text.strip_prefix("ArrayOf") {
            Some(element) => (element, Cardinality::Multi),
            None => (text, Cardinality::Single),
        };
        let value_type = match element {
            "String" => ValueType::String,
            "ARN" => ValueType::Arn,
            "Bool" => ValueType::Bool,
            "Numeric" => ValueType::Numeric,
            "Date" => ValueType::Date,
            "IPAddress" => ValueType::IpAddress,
            _ => return Err(format!("`{text}` is no type of condition keys")),
        };
        Ok(Self(value_type, cardinality))
    }
}
