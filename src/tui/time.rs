//! Moments and ages as people read them.

use chrono::{DateTime, Utc};

/// A day: `2026-05-01`.
pub fn day(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d").to_string()
}

/// A minute: `2026-05-01 09:30`, in UTC.
pub fn minute(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// How long ago, in whole days: `today`, `1 day`, `214 days`.
pub fn age(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match (now - at).num_days() {
        ..=0 => "today".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_whole_days() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let now = at("2026-05-03T00:00:00Z");
        assert_eq!(age(at("2026-05-02T12:00:00Z"), now), "today");
        assert_eq!(age(at("2026-05-02T00:00:00Z"), now), "1 day");
        assert_eq!(age(at("2025-10-01T00:00:00Z"), now), "214 days");
        assert_eq!((day(now), minute(now)), ("2026-05-03".into(), "2026-05-03 00:00".into()));
    }
}
