//! The kinds of value that parameters take, and how each is read.

use std::collections::BTreeMap;

use ipnet::IpNet;

use super::{
    Bounds, Given, Pattern, Value,
    shape::{is_email, is_principal, is_region, is_subject},
};
use crate::{
    factory::{
        duration::Duration,
        suggest::{nearest, question},
    },
    org::ParentId,
};

/// A kind of value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    String {
        /// What the whole text has to match.
        pattern: Option<Pattern>,
        /// How many characters.
        length: Bounds,
    },
    /// A whole number.
    Int(Bounds),
    /// `true` or `false`.
    Bool,
    /// One of these.
    Enum(Vec<String>),
    /// An e-mail address (O-9).
    Email,
    /// A block of IP addresses, without bits behind the prefix.
    Cidr,
    /// A region by its code.
    Region,
    /// An organizational unit by full path or id.
    Ou,
    /// A group of the directory by name or id.
    Group,
    /// A permission set by name or id.
    PermissionSet,
    /// An organization policy or managed policy by name, id or ARN.
    Policy,
    /// A user or role by ARN, or an account by id.
    Principal,
    /// Whole US dollars.
    Money(Bounds),
    /// A length of time; bounds are in seconds.
    Duration(Bounds),
    /// The subject of an OIDC token, or a pattern for subjects.
    OidcSubject,
    /// Several values of one kind.
    List {
        /// The kind of each.
        of: Box<Kind>,
        /// How many.
        length: Bounds,
    },
    /// Texts with names.
    Map,
}

/// A value that its kind does not take: what is wrong, and the mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadValue {
    /// The text has not the form of its kind.
    #[error("`{text}` is no {kind}: write {form}")]
    Form {
        /// The text.
        text: String,
        /// What it should be.
        kind: &'static str,
        /// The form of that.
        form: &'static str,
    },
    /// The text does not match the parameter's pattern.
    #[error("`{text}` does not match {pattern}: write a text that does")]
    Pattern {
        /// The text.
        text: String,
        /// The pattern.
        pattern: String,
    },
    /// The value lies outside its bounds.
    #[error("`{text}` is out of bounds: {what} has to be {bounds}")]
    Bounds {
        /// The value.
        text: String,
        /// What is bounded.
        what: &'static str,
        /// The bounds in words.
        bounds: String,
    },
    /// The value is not one of those listed.
    #[error("`{text}` is none of {values}{}", question(.near.as_deref()))]
    NoneOf {
        /// The value.
        text: String,
        /// What there is.
        values: String,
        /// What was meant, perhaps.
        near: Option<String>,
    },
    /// Several values where one is wanted, or the other way round.
    #[error("this takes {0}")]
    Number(&'static str),
}

impl Kind {
    /// The name in templates: `list<oidc_subject>`.
    pub fn name(&self) -> String {
        let name = match self {
            Self::String { .. } => "string",
            Self::Int(_) => "int",
            Self::Bool => "bool",
            Self::Enum(_) => "enum",
            Self::Email => "email",
            Self::Cidr => "cidr",
            Self::Region => "region",
            Self::Ou => "ou",
            Self::Group => "group",
            Self::PermissionSet => "permission_set",
            Self::Policy => "policy",
            Self::Principal => "principal",
            Self::Money(_) => "money",
            Self::Duration(_) => "duration",
            Self::OidcSubject => "oidc_subject",
            Self::List { of, .. } => return format!("list<{}>", of.name()),
            Self::Map => "map",
        };
        name.to_owned()
    }

    /// Whether its values are several in one.
    pub fn holds_several(&self) -> bool {
        matches!(self, Self::List { .. } | Self::Map)
    }

    /// All values, where the kind lists them.
    pub fn cases(&self) -> Option<Vec<String>> {
        match self {
            Self::Enum(values) => Some(values.clone()),
            Self::Bool => Some(vec!["true".to_owned(), "false".to_owned()]),
            _ => None,
        }
    }

    /// Reads a value. All that is wrong with a list is told at once.
    pub fn read(&self, given: &Given<String>) -> Result<Value, Vec<BadValue>> {
        match (self, given) {
            (Self::List { of, length }, Given::List(items)) => read_list(of, *length, items),
            (Self::List { of, length }, Given::Text(text)) => {
                let items: Vec<_> = parts(text).map(str::to_owned).collect();
                read_list(of, *length, &items)
            }
            (Self::Map, Given::Map(pairs)) => Ok(Value::Map(pairs.iter().cloned().collect())),
            (Self::Map, Given::Text(text)) => read_map(text),
            (Self::List { .. }, Given::Map(_)) => Err(vec![BadValue::Number("a list")]),
            (Self::Map, Given::List(_)) => {
                Err(vec![BadValue::Number("names with values: key=value, key=value")])
            }
            (single, Given::Text(text)) => single.read_one(text).map_err(|bad| vec![bad]),
            (_, Given::List(_) | Given::Map(_)) => Err(vec![BadValue::Number("one value")]),
        }
    }

    fn read_one(&self, text: &str) -> Result<Value, BadValue> {
        let form = |kind, form| BadValue::Form { text: text.to_owned(), kind, form };
        if text.chars().any(char::is_control) {
            return Err(form("text", "it in one line, without control characters"));
        }
        let plain = |good: bool, kind, wanted| {
            if good { Ok(Value::Text(text.to_owned())) } else { Err(form(kind, wanted)) }
        };
        match self {
            Self::String { pattern, length } => read_string(text, pattern.as_ref(), *length),
            Self::Int(bounds) => {
                let number = text.parse().map_err(|_| form("whole number", "digits only"))?;
                within(*bounds, number, text, "the number", |n| n.to_string())?;
                Ok(Value::Int(number))
            }
            Self::Money(bounds) => {
                let dollars = text
                    .parse()
                    .ok()
                    .filter(|n| *n >= 0)
                    .ok_or_else(|| form("sum of money", "whole US dollars, digits only"))?;
                within(*bounds, dollars, text, "the sum", |n| n.to_string())?;
                Ok(Value::Int(dollars))
            }
            Self::Duration(bounds) => {
                let duration: Duration = text.parse().map_err(|_| {
                    form("duration", "numbers with w, d, h, m or s, such as 1h30m or 14d")
                })?;
                within(*bounds, i64::from(duration.seconds), text, "the duration", in_time)?;
                Ok(Value::Duration(duration))
            }
            Self::Bool => {
                text.parse().map(Value::Bool).map_err(|_| form("choice", "true or false"))
            }
            Self::Enum(values) => {
                if values.iter().any(|value| value == text) {
                    return Ok(Value::Text(text.to_owned()));
                }
                let near = nearest(text, values.iter().map(String::as_str));
                let values = values.join(", ");
                Err(BadValue::NoneOf { text: text.to_owned(), values, near })
            }
            Self::Email => {
                plain(is_email(text), "e-mail address", "name@domain, 6 to 64 characters")
            }
            Self::Cidr => {
                let block: Option<IpNet> =
                    text.parse().ok().filter(|net: &IpNet| net.trunc() == *net);
                plain(
                    block.is_some(),
                    "block of addresses",
                    "address/prefix with no bits behind the prefix, such as 10.0.0.0/16",
                )
            }
            Self::Region => plain(is_region(text), "region", "its code, such as eu-west-1"),
            Self::Ou => {
                let good = text.starts_with('/') || text.parse::<ParentId>().is_ok();
                plain(good, "place", "a full path such as /Workloads/Prod, or an id")
            }
            Self::Principal => plain(
                is_principal(text),
                "principal",
                "the ARN of a user or role, or an account id",
            ),
            Self::OidcSubject => plain(
                is_subject(text),
                "subject that tells who",
                "it as the provider does, such as repo:OWNER/NAME:ref:refs/heads/main, the owner spelled out",
            ),
            Self::Group | Self::PermissionSet | Self::Policy => {
                plain(!text.trim().is_empty(), "name", "its name or id")
            }
            Self::List { .. } | Self::Map => Err(BadValue::Number("several values")),
        }
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

fn read_list(of: &Kind, length: Bounds, items: &[String]) -> Result<Value, Vec<BadValue>> {
    let mut values = Vec::new();
    let mut faults = Vec::new();
    for item in items {
        match of.read_one(item) {
            Ok(value) => values.push(value),
            Err(fault) => faults.push(fault),
        }
    }
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let text = items.join(", ");
    faults.extend(within(length, count, &text, "the number of values", |n| n.to_string()).err());
    if faults.is_empty() { Ok(Value::List(values)) } else { Err(faults) }
}

fn read_map(text: &str) -> Result<Value, Vec<BadValue>> {
    let pairs: Option<BTreeMap<String, String>> = parts(text)
        .map(|part| part.split_once('=').map(|(k, v)| (k.trim().into(), v.trim().into())))
        .collect();
    pairs.map(Value::Map).ok_or_else(|| {
        let (kind, form) = ("mapping", "key=value, key=value");
        vec![BadValue::Form { text: text.to_owned(), kind, form }]
    })
}

fn read_string(text: &str, pattern: Option<&Pattern>, length: Bounds) -> Result<Value, BadValue> {
    let count = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    within(length, count, text, "the number of characters", |n| n.to_string())?;
    if let Some(pattern) = pattern.filter(|pattern| !pattern.matches(text)) {
        let pattern = pattern.text().to_owned();
        return Err(BadValue::Pattern { text: text.to_owned(), pattern });
    }
    Ok(Value::Text(text.to_owned()))
}

fn within(
    bounds: Bounds,
    number: i64,
    text: &str,
    what: &'static str,
    show: impl Fn(i64) -> String,
) -> Result<(), BadValue> {
    if bounds.admit(number) {
        return Ok(());
    }
    Err(BadValue::Bounds { text: text.to_owned(), what, bounds: bounds.describe(show) })
}

fn in_time(seconds: i64) -> String {
    Duration { seconds: u32::try_from(seconds).unwrap_or_default() }.to_string()
}
