//! Instants in the forms that policies use (C-24).

use chrono::{DateTime, NaiveDate, Utc};

/// The instant in a text: an ISO 8601 date, with or without time, or seconds since 1970. Four
/// digits are a year, any other number of digits seconds; without a time it is midnight UTC (C-24).
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if digits && text.len() != 4 {
        return epoch(text);
    }
    match text.len() {
        4 => midnight(text.parse().ok()?, 1, 1),
        7 => {
            let (year, month) = text.split_once('-')?;
            midnight(year.parse().ok()?, month.parse().ok()?, 1)
        }
        10 => {
            Some(NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0)?.and_utc())
        }
        _ => with_time(text),
    }
}

fn epoch(text: &str) -> Option<DateTime<Utc>> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let nanos: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    DateTime::from_timestamp(whole.parse().ok()?, nanos.parse().ok()?)
}

fn midnight(year: i32, month: u32, day: u32) -> Option<DateTime<Utc>> {
    Some(NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(0, 0, 0)?.and_utc())
}

fn with_time(text: &str) -> Option<DateTime<Utc>> {
    let zone = if text.ends_with(['Z', 'z']) { "Z".len() } else { "+hh:mm".len() };
    let at = text.len().checked_sub(zone).filter(|at| text.is_char_boundary(*at))?;
    let (local, zone) = text.split_at(at);
    let instant = DateTime::parse_from_rfc3339(text)
        // The profile allows to leave the seconds out: `2026-01-01T10:00Z`, `2026-01-01T10:00+02:00`.
        .or_else(|_| DateTime::parse_from_rfc3339(&format!("{local}:00{zone}")));
    Some(instant.ok()?.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_profile_c_24() {
        let instant = |text: &str| parse(text).unwrap_or_else(|| panic!("{text}")).to_rfc3339();
        assert_eq!(instant("2026"), "2026-01-01T00:00:00+00:00");
        assert_eq!(instant("2026-03"), "2026-03-01T00:00:00+00:00");
        assert_eq!(instant("2026-03-04"), "2026-03-04T00:00:00+00:00");
        assert_eq!(instant("2026-03-04T05:06Z"), "2026-03-04T05:06:00+00:00");
        assert_eq!(instant("2026-03-04T05:06+02:00"), "2026-03-04T03:06:00+00:00");
        assert_eq!(instant("2026-03-04T05:06-02:30"), "2026-03-04T07:36:00+00:00");
        assert_eq!(instant("2026-03-04T05:06:07Z"), "2026-03-04T05:06:07+00:00");
        assert_eq!(instant("2026-03-04T05:06:07.5+01:00"), "2026-03-04T04:06:07.500+00:00");
        assert_eq!(instant("1767225600"), "2026-01-01T00:00:00+00:00");
        assert_eq!(instant("0"), "1970-01-01T00:00:00+00:00");
        for bad in [
            "",
            "today",
            "2026-13",
            "2026-02-30",
            "2026-03-04T25:00Z",
            "2026-03-04T05:06 02:30",
            "2026-03-04T05:06+-2:30",
            "2026-03-04T05:06+99:00",
            "2026-03-04T05:06",
            "2026-03-04T05:06éaaaaa",
            "99999999999999999999",
        ] {
            assert!(parse(bad).is_none(), "{bad}");
        }
    }
}
