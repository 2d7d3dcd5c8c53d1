//! Moments as they are written everywhere: RFC 3339 in UTC, to the second.

use chrono::{DateTime, SecondsFormat, Utc};

/// A moment in RFC 3339.
pub fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A moment that may not be known; empty then.
pub fn or_empty(at: Option<DateTime<Utc>>) -> String {
    at.map(rfc3339).unwrap_or_default()
}
