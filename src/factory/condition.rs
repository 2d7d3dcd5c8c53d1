//! Conditions on parameters: `env == prod and size != small or urgent == true`.
//!
//! `and` binds tighter than `or`; a value may stand in quotes.

/// A condition on the values of parameters: holds if all tests of one alternative hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    text: String,
    alternatives: Vec<Vec<Test>>,
}

/// One comparison of a parameter with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// The parameter.
    pub parameter: String,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what.
    pub value: String,
}

/// How a parameter is compared with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Is,
    /// `!=`
    IsNot,
}

/// A text that is no condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no condition: write `parameter == value` or `!=`, joined by `and` and `or`")]
pub struct BadCondition(pub String);

impl Condition {
    /// Reads a condition.
    pub fn parse(text: &str) -> Result<Self, BadCondition> {
        let words = words(text).ok_or_else(|| BadCondition(text.to_owned()))?;
        let alternatives = words
            .split(|word| word == "or")
            .map(|tests| tests.split(|word| word == "and").map(test).collect())
            .collect::<Option<_>>();
        alternatives
            .map(|alternatives| Self { text: text.trim().to_owned(), alternatives })
            .ok_or_else(|| BadCondition(text.to_owned()))
    }

    /// The text as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All its comparisons.
    pub fn tests(&self) -> impl Iterator<Item = &Test> {
        self.alternatives.iter().flatten()
    }

    /// Whether it holds for the values that `value` tells by parameter.
    pub fn holds(&self, value: impl Fn(&str) -> String) -> bool {
        self.alternatives.iter().any(|tests| {
            tests.iter().all(|test| match test.comparison {
                Comparison::Is => value(&test.parameter) == test.value,
                Comparison::IsNot => value(&test.parameter) != test.value,
            })
        })
    }
}

fn test(words: &[String]) -> Option<Test> {
    let [parameter, comparison, value] = words else { return None };
    let comparison = match comparison.as_str() {
        "==" => Comparison::Is,
        "!=" => Comparison::IsNot,
        _ => return None,
    };
    Some(Test { parameter: parameter.clone(), comparison, value: value.clone() })
}

/// Words between spaces and around `==` and `!=`; quotes keep a word together.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' | '\'' => {
                let end = rest[1..].find(first)? + 1;
                words.push(rest[1..end].to_owned());
                end + 1
            }
            '=' | '!' => {
                let sign = rest.get(..2)?;
                words.push(sign.to_owned());
                2
            }
            _ => {
                let end = rest
                    .find(|c: char| c.is_whitespace() || matches!(c, '=' | '!' | '"' | '\''))
                    .unwrap_or(rest.len());
                words.push(rest[..end].to_owned());
                end
            }
        };
        rest = rest[end..].trim_start();
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str) -> bool {
        Condition::parse(text).unwrap().holds(|name| match name {
            "env" => "prod".to_owned(),
            "size" => "very small".to_owned(),
            _ => String::new(),
        })
    }

    #[test]
    fn and_binds_tighter_than_or() {
        assert!(holds("env == prod"));
        assert!(holds("env==prod and size == 'very small'"));
        assert!(!holds("env != prod or size == large"));
        assert!(holds("env == prod or env == dev and size == large"));
    }

    #[test]
    fn what_is_no_condition_is_refused() {
        for text in ["", "env", "env = prod", "env == prod and", "env == 'prod", "a == b c", "="] {
            assert!(Condition::parse(text).is_err(), "{text}");
        }
    }
}
