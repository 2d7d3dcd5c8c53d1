//! Lengths of time as people write them: `90m`, `1h30m`, `14d`.

use std::{fmt, str::FromStr};

/// A length of time in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    /// Seconds.
    pub seconds: u32,
}

/// A text that is no length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no duration: write numbers with w, d, h, m or s, such as 1h30m or 14d")]
pub struct NotADuration(pub String);

/// Units from the longest to the shortest, in seconds.
const UNITS: [(char, u32); 5] = [('w', 604_800), ('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

impl FromStr for Duration {
    type Err = NotADuration;

    fn from_str(text: &str) -> Result<Self, NotADuration> {
        let fail = || NotADuration(text.to_owned());
        let mut rest = text;
        let mut seconds = 0u32;
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(fail)?;
            let number: u32 = rest[..end].parse().map_err(|_| fail())?;
            let unit = rest[end..].chars().next().ok_or_else(fail)?;
            let (_, worth) = UNITS.into_iter().find(|(name, _)| *name == unit).ok_or_else(fail)?;
            seconds = number
                .checked_mul(worth)
                .and_then(|part| seconds.checked_add(part))
                .ok_or_else(fail)?;
            rest = &rest[end + 1..];
        }
        if text.is_empty() { Err(fail()) } else { Ok(Self { seconds }) }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left = self.seconds;
        if left == 0 {
            return f.write_str("0s");
        }
        for (name, worth) in UNITS.into_iter().skip(1) {
            if left >= worth {
                write!(f, "{}{name}", left / worth)?;
                left %= worth;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_add_up() {
        assert_eq!("1h30m".parse(), Ok(Duration { seconds: 5400 }));
        assert_eq!("2w".parse::<Duration>().unwrap().to_string(), "14d");
        assert_eq!("90m".parse::<Duration>().unwrap().to_string(), "1h30m");
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in ["", "1", "h", "1y", "-1h", "1h ", "99999999999d", "8000w", "1é"] {
            assert!(text.parse::<Duration>().is_err(), "{text}");
        }
    }
}
