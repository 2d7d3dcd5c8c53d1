//! The forms that single values of a template have to have.

use std::{fmt, str::FromStr};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Serialize, Serializer};

use super::{duration::Duration, parameter::shape::is_email};
use crate::org::ParentId;

/// Defines a text type that is checked by one function.
macro_rules! form {
    ($(#[$doc:meta])* $name:ident, $what:literal, $form:literal, $good:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(super) struct $name(pub(super) String);

        impl FromStr for $name {
            type Err = BadForm;

            fn from_str(text: &str) -> Result<Self, BadForm> {
                let good: fn(&str) -> bool = $good;
                if good(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(BadForm { text: text.to_owned(), what: $what, form: $form })
                }
            }
        }
    };
}

/// A text without the form it has to have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no {what}: write {form}")]
pub(super) struct BadForm {
    text: String,
    what: &'static str,
    form: &'static str,
}

form!(
    /// A unit of the tree.
    UnitName, "full path and no id", "a full path such as /Workloads/Prod, never a bare name",
    |t| t.starts_with('/') || t.parse::<ParentId>().is_ok()
);

form!(
    /// A text of one line that is not empty.
    Line, "name", "at least one character, in one line",
    |t| !t.trim().is_empty() && !t.chars().any(char::is_control)
);

form!(
    /// Roles of the account.
    RolePattern, "principal of an account", "role/ and a name, * for any part of it",
    |t| t.strip_prefix("role/").is_some_and(|name| !name.is_empty() && !name.contains(char::is_whitespace))
);

form!(
    /// A resource: an ARN, or `*`.
    ResourceName, "resource", "an ARN, or *",
    |t| t == "*" || (t.starts_with("arn:") && t.matches(':').count() >= 5)
);

form!(
    /// The name that an account can be signed in under.
    Alias, "account alias", "3 to 63 small letters, digits and dashes, no dash at an end or doubled",
    |t| (3..=63).contains(&t.len())
        && t.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !t.starts_with('-') && !t.ends_with('-') && !t.contains("--")
);

form!(
    /// An e-mail address.
    Email, "e-mail address", "name@domain, 6 to 64 characters", is_email
);

form!(
    /// A JSON object.
    PolicyText, "policy document", "a JSON object",
    |t| serde_json::from_str::<serde_json::Value>(t).is_ok_and(|v| v.is_object())
);

/// A whole number that fits into a `T`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Whole<T>(pub(super) T);

impl<T: TryFrom<i64>> FromStr for Whole<T> {
    type Err = BadForm;

    fn from_str(text: &str) -> Result<Self, BadForm> {
        let bad = |what, form| BadForm { text: text.to_owned(), what, form };
        let number: i64 = text.parse().map_err(|_| bad("whole number", "digits only"))?;
        T::try_from(number)
            .map(Self)
            .map_err(|_| bad("whole number that fits here", "a smaller one, not below zero"))
    }
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Choice(pub(super) bool);

impl FromStr for Choice {
    type Err = BadForm;

    fn from_str(text: &str) -> Result<Self, BadForm> {
        let bad = |_| BadForm { text: text.to_owned(), what: "choice", form: "true or false" };
        text.parse().map(Self).map_err(bad)
    }
}

/// When something ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// So long after the account was made.
    After(Duration),
    /// At a moment.
    At(DateTime<Utc>),
}

impl FromStr for End {
    type Err = BadForm;

    fn from_str(text: &str) -> Result<Self, BadForm> {
        let day = || text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0).map(|at| at.and_utc());
        text.parse()
            .map(Self::After)
            .or_else(|_| text.parse().map(Self::At))
            .ok()
            .or_else(|| day().map(Self::At))
            .ok_or_else(|| BadForm {
                text: text.to_owned(),
                what: "end",
                form: "a length of time such as 14d, or a date such as 2030-01-31",
            })
    }
}

impl Serialize for End {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::After(duration) => write!(f, "after {duration}"),
            Self::At(moment) => write!(f, "on {}", moment.format("%Y-%m-%d %H:%M")),
        }
    }
}
