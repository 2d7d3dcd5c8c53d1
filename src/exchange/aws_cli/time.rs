//! Times and durations in the forms that the two versions of the AWS CLI print.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;

/// A moment: epoch seconds with an optional fraction (CLI v1), or ISO 8601 with an offset (CLI v2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(pub DateTime<Utc>);

impl Moment {
    /// The moment that a text in ISO 8601 or a number of seconds names.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        DateTime::parse_from_rfc3339(text)
            .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
            .map(|at| Self(at.to_utc()))
            .ok()
            .or_else(|| Self::from_seconds(text.parse().ok()?))
    }

    fn from_seconds(seconds: f64) -> Option<Self> {
        let micros = (seconds * 1e6).round();
        let representable = micros.is_finite() && micros.abs() < 9e18;
        representable.then(|| DateTime::from_timestamp_micros(micros as i64))?.map(Self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(from)?;
        let moment = match &value {
            Value::Number(number) => number.as_f64().and_then(Self::from_seconds),
            Value::String(text) => Self::parse(text),
            _ => None,
        };
        moment.ok_or_else(|| {
            D::Error::custom(format!("{value} is no date: epoch seconds or ISO 8601"))
        })
    }
}

/// A span of time in seconds, written in ISO 8601 such as `PT1H30M` (I-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span(pub u32);

impl Span {
    /// The span that a text names. Years and months have no fixed length and are refused.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix('P')?;
        let (days, times) = rest.split_once('T').unwrap_or((rest, ""));
        let days = units(days, &[('W', 604_800), ('D', 86_400)])?;
        let times = units(times, &[('H', 3_600), ('M', 60), ('S', 1)])?;
        let counted = rest.contains(|c: char| c.is_ascii_digit());
        counted.then(|| days.checked_add(times))?.map(Self)
    }
}

fn units(text: &str, sizes: &[(char, u32)]) -> Option<u32> {
    let mut seconds: u32 = 0;
    let mut digits = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let size = sizes.iter().find(|(unit, _)| *unit == c)?.1;
        let count: u32 = std::mem::take(&mut digits).parse().ok()?;
        seconds = seconds.checked_add(count.checked_mul(size)?)?;
    }
    digits.is_empty().then_some(seconds)
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text)
            .ok_or_else(|| D::Error::custom(format!("`{text}` is no duration such as PT1H")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<String> {
        let moment: Moment = serde_json::from_str(json).ok()?;
        Some(moment.0.to_rfc3339())
    }

    #[test]
    fn both_versions_of_the_cli_are_understood() {
        assert_eq!(read("1714564800").unwrap(), "2024-05-01T12:00:00+00:00");
        assert_eq!(read("1714564800.5").unwrap(), "2024-05-01T12:00:00.500+00:00");
        assert_eq!(read(r#""2024-05-01T12:00:00+00:00""#).unwrap(), "2024-05-01T12:00:00+00:00");
        assert_eq!(
            read(r#""2024-05-01T14:00:00.25+02:00""#).unwrap(),
            "2024-05-01T12:00:00.250+00:00"
        );
        assert_eq!(read(r#""2024-05-01T12:00:00Z""#).unwrap(), "2024-05-01T12:00:00+00:00");
        assert_eq!(read(r#""2024-05-01T14:00:00+0200""#).unwrap(), "2024-05-01T12:00:00+00:00");
        assert_eq!(read(r#""1714564800""#).unwrap(), "2024-05-01T12:00:00+00:00");
    }

    #[test]
    fn rubbish_is_no_date() {
        for json in [r#""yesterday""#, r#""NaN""#, "1e300", "true", "[]", r#""""#] {
            assert_eq!(read(json), None, "{json}");
        }
    }

    #[test]
    fn a_session_lasts_what_iso_8601_says() {
        assert_eq!(Span::parse("PT1H"), Some(Span(3600)));
        assert_eq!(Span::parse("PT1H30M"), Some(Span(5400)));
        assert_eq!(Span::parse("P1DT2S"), Some(Span(86_402)));
        for text in ["", "P", "1H", "PT", "PT1", "P1M", "PTH", "PT99999999999H", "PT1193048H"] {
            assert_eq!(Span::parse(text), None, "{text}");
        }
    }
}
