//! How much a finding matters.

use std::fmt;

/// The categories of Access Analyzer (Y-6), from the least to the gravest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// It could be written better; what it means stays the same.
    Suggestion,
    /// It may not do what it seems to.
    Warning,
    /// It allows more than its writer may think.
    SecurityWarning,
    /// AWS refuses it, or a part of it never has an effect.
    Error,
}

impl Category {
    /// Every category, the gravest first.
    pub const ALL: [Self; 4] =
        [Self::Error, Self::SecurityWarning, Self::Warning, Self::Suggestion];

    /// Its name for programs and on the command line: `security-warning`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::SecurityWarning => "security-warning",
            Self::Warning => "warning",
            Self::Suggestion => "suggestion",
        }
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::SecurityWarning => "security warning",
            Self::Warning => "warning",
            Self::Suggestion => "suggestion",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.title())
    }
}
