//! What limits a value: bounds and patterns.

use std::str::FromStr;

use regex::Regex;

/// The least and the most, both included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bounds {
    /// At least.
    pub min: Option<i64>,
    /// At most.
    pub max: Option<i64>,
}

impl Bounds {
    /// Whether a number lies within.
    pub fn admit(self, number: i64) -> bool {
        self.min.is_none_or(|min| min <= number) && self.max.is_none_or(|max| number <= max)
    }

    /// In words, with each bound as `show` prints it: `from 50 to 20000`.
    pub fn describe(self, show: impl Fn(i64) -> String) -> String {
        match (self.min.map(&show), self.max.map(&show)) {
            (Some(min), Some(max)) => format!("from {min} to {max}"),
            (Some(min), None) => format!("{min} or more"),
            (None, Some(max)) => format!("{max} or less"),
            (None, None) => "any".to_owned(),
        }
    }
}

/// A regular expression that a whole value has to match. Matching takes linear time.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    whole: Regex,
}

/// A text that is no regular expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no regular expression: {1}")]
pub struct BadPattern(String, String);

impl Pattern {
    /// The text as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the whole value matches.
    pub fn matches(&self, value: &str) -> bool {
        self.whole.is_match(value)
    }
}

impl FromStr for Pattern {
    type Err = BadPattern;

    fn from_str(text: &str) -> Result<Self, BadPattern> {
        let whole = Regex::new(&format!("^(?:{text})$")).map_err(|error| {
            let why = error.to_string();
            let last = why.lines().last().unwrap_or_default();
            BadPattern(text.to_owned(), last.trim_start_matches("error: ").to_owned())
        })?;
        Ok(Self { text: text.to_owned(), whole })
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_about_the_whole_value() {
        let pattern: Pattern = "[a-z]+|x1".parse().unwrap();
        assert!(pattern.matches("abc") && pattern.matches("x1"));
        assert!(!pattern.matches("abc1"));
        assert!("[a-".parse::<Pattern>().unwrap_err().to_string().starts_with("`[a-`"));
    }

    #[test]
    fn bounds_include_their_ends() {
        let bounds = Bounds { min: Some(2), max: Some(4) };
        assert_eq!([1, 2, 4, 5].map(|n| bounds.admit(n)), [false, true, true, false]);
        assert_eq!(bounds.describe(|n| n.to_string()), "from 2 to 4");
    }
}
