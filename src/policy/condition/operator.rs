//! Condition operators: the test, its sense, its quantifier and its suffix (C-6).

use std::fmt;

/// What is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// Equal text (C-20).
    StringEquals,
    /// Equal text but for case (C-21).
    StringEqualsIgnoreCase,
    /// A pattern (C-22).
    StringLike,
    /// Equal numbers (C-23).
    NumericEquals,
    /// A smaller number.
    NumericLessThan,
    /// A smaller or equal number.
    NumericLessThanEquals,
    /// A greater number.
    NumericGreaterThan,
    /// A greater or equal number.
    NumericGreaterThanEquals,
    /// The same instant (C-24).
    DateEquals,
    /// An earlier instant.
    DateLessThan,
    /// An earlier or the same instant.
    DateLessThanEquals,
    /// A later instant.
    DateGreaterThan,
    /// A later or the same instant.
    DateGreaterThanEquals,
    /// The same truth (C-25).
    Bool,
    /// The same bytes (C-26).
    BinaryEquals,
    /// Inside a range of addresses (C-27).
    IpAddress,
    /// A pattern for each part of an ARN (C-28).
    ArnLike,
    /// Whether the key is absent (C-29).
    Null,
}

/// How a multivalued key is tested (section 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// Every value of the request.
    ForAllValues,
    /// At least one value of the request.
    ForAnyValue,
}

/// The sense of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// Some value of the policy has to match.
    Positive,
    /// No value of the policy may match (C-2).
    Negated,
}

/// What a plain operator makes of a missing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Positive fails, negated holds (C-3).
    BySense,
    /// `…IfExists`: holds (C-4).
    Holds,
}

/// A condition operator as it is written in a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operator {
    /// The set prefix.
    pub quantifier: Option<Quantifier>,
    /// The test.
    pub test: Test,
    /// Its sense.
    pub sense: Sense,
    /// The suffix.
    pub missing: Missing,
    /// The canonical name of test and sense.
    name: &'static str,
}

use Sense::{Negated, Positive};

const NAMES: [(&str, Test, Sense); 27] = [
    ("StringEquals", Test::StringEquals, Positive),
    ("StringNotEquals", Test::StringEquals, Negated),
    ("StringEqualsIgnoreCase", Test::StringEqualsIgnoreCase, Positive),
    ("StringNotEqualsIgnoreCase", Test::StringEqualsIgnoreCase, Negated),
    ("StringLike", Test::StringLike, Positive),
    ("StringNotLike", Test::StringLike, Negated),
    ("NumericEquals", Test::NumericEquals, Positive),
    ("NumericNotEquals", Test::NumericEquals, Negated),
    ("NumericLessThan", Test::NumericLessThan, Positive),
    ("NumericLessThanEquals", Test::NumericLessThanEquals, Positive),
    ("NumericGreaterThan", Test::NumericGreaterThan, Positive),
    ("NumericGreaterThanEquals", Test::NumericGreaterThanEquals, Positive),
    ("DateEquals", Test::DateEquals, Positive),
    ("DateNotEquals", Test::DateEquals, Negated),
    ("DateLessThan", Test::DateLessThan, Positive),
    ("DateLessThanEquals", Test::DateLessThanEquals, Positive),
    ("DateGreaterThan", Test::DateGreaterThan, Positive),
    ("DateGreaterThanEquals", Test::DateGreaterThanEquals, Positive),
    ("Bool", Test::Bool, Positive),
    ("BinaryEquals", Test::BinaryEquals, Positive),
    ("IpAddress", Test::IpAddress, Positive),
    ("NotIpAddress", Test::IpAddress, Negated),
    ("ArnEquals", Test::ArnLike, Positive),
    ("ArnLike", Test::ArnLike, Positive),
    ("ArnNotEquals", Test::ArnLike, Negated),
    ("ArnNotLike", Test::ArnLike, Negated),
    ("Null", Test::Null, Positive),
];

impl Operator {
    /// The operator with this name; case does not count (section 2.2). Nothing when there is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (quantifier, rest) = match text.split_once(':') {
            None => (None, text),
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case("ForAllValues") => {
                (Some(Quantifier::ForAllValues), rest)
            }
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case("ForAnyValue") => {
                (Some(Quantifier::ForAnyValue), rest)
            }
            Some(_) => return None,
        };
        let cut = rest.len().saturating_sub("IfExists".len());
        let (base, missing) = match (rest.get(..cut), rest.get(cut..)) {
            (Some(base), Some(suffix)) if suffix.eq_ignore_ascii_case("IfExists") => {
                (base, Missing::Holds)
            }
            _ => (rest, Missing::BySense),
        };
        let named = NAMES.iter().find(|(name, ..)| name.eq_ignore_ascii_case(base));
        let (name, test, sense) = *named?;
        Some(Self { quantifier, test, sense, missing, name })
    }
}

impl Operator {
    /// The name of test and sense as AWS writes it, without prefix and suffix.
    pub(super) fn name(self) -> &'static str {
        self.name
    }

    /// Whether it holds only when the key is present with a listed value.
    pub fn restricts(self) -> bool {
        self.sense == Sense::Positive
            && self.missing == Missing::BySense
            && self.quantifier != Some(Quantifier::ForAllValues)
            && self.test != Test::Null
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.quantifier {
            Some(Quantifier::ForAllValues) => f.write_str("ForAllValues:")?,
            Some(Quantifier::ForAnyValue) => f.write_str("ForAnyValue:")?,
            None => {}
        }
        f.write_str(self.name)?;
        if self.missing == Missing::Holds { f.write_str("IfExists") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefix_base_and_suffix_c_6() {
        let operator = Operator::parse("foranyvalue:stringlikeifexists").unwrap();
        assert_eq!(operator.quantifier, Some(Quantifier::ForAnyValue));
        assert_eq!((operator.test, operator.missing), (Test::StringLike, Missing::Holds));
        assert_eq!(operator.to_string(), "ForAnyValue:StringLikeIfExists");
        assert!(Operator::parse("ForSome:StringLike").is_none());
        assert!(Operator::parse("StringMatches").is_none());
        assert!(Operator::parse("IfExists").is_none());
        assert!(Operator::parse("é").is_none());
    }
}
