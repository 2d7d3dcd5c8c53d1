//! ARN patterns in conditions: six parts, each a pattern of its own (C-28).

use crate::policy::{
    arn,
    glob::{Glob, Symbol},
};

/// A compiled ARN pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArnGlob {
    /// The bare `*`: any ARN (C-28).
    Any,
    /// A pattern for each part.
    Parts(Box<[Glob; 6]>),
}

impl ArnGlob {
    /// The pattern that these symbols spell; nothing when there are fewer than six parts.
    pub fn new(symbols: &[Symbol]) -> Option<Self> {
        if symbols == [Symbol::Many] {
            return Some(Self::Any);
        }
        let parts = symbols.splitn(6, |symbol| *symbol == Symbol::Literal(':'));
        let globs: Vec<Glob> = parts.map(|part| Glob::from_symbols(part.iter().copied())).collect();
        let globs: Box<[Glob; 6]> = globs.into_boxed_slice().try_into().ok()?;
        Some(Self::Parts(globs))
    }

    /// Whether it matches a text, which has to be an ARN.
    pub fn matches(&self, text: &str) -> bool {
        if !text.starts_with("arn:") || arn::colons(text).is_none() {
            return false;
        }
        match self {
            Self::Any => true,
            Self::Parts(globs) => {
                globs.iter().zip(text.splitn(6, ':')).all(|(glob, part)| glob.matches(part))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::glob::symbols;

    fn like(pattern: &str, text: &str) -> bool {
        let symbols: Vec<Symbol> = symbols(pattern).collect();
        ArnGlob::new(&symbols).is_some_and(|glob| glob.matches(text))
    }

    #[test]
    fn parts_are_separate_x_111() {
        assert!(!like("arn:aws:sns:*:topic", "arn:aws:sns:eu-west-1:1:topic"));
        assert!(like("arn:aws:sns:*:*:topic", "arn:aws:sns:eu-west-1:1:topic"));
        assert!(like("arn:aws:iam::*:role/a*", "arn:aws:iam::1:role/a/b:c"));
        assert!(!like("arn:aws:iam::1:*:x", "arn:aws:iam::1:2:3:x:y"));
    }

    #[test]
    fn a_bare_star_matches_any_arn_and_nothing_else() {
        assert!(like("*", "arn:aws:iam::1:role/a"));
        assert!(!like("*", "not an arn"));
        assert!(!like("*", "arn:aws:iam") && !like("*", "urn:aws:iam::1:role/a"));
    }

    #[test]
    fn a_question_mark_is_one_character() {
        assert!(like("arn:aws:iam::1:role/a?", "arn:aws:iam::1:role/ab"));
        assert!(!like("arn:aws:iam::1:role/a?", "arn:aws:iam::1:role/abc"));
    }
}
