//! Lines of text for people: pieces, each with a meaning that a terminal may show in colour.

use unicode_width::UnicodeWidthChar;

use crate::access::Verdict;

/// What a piece of text means. The words say it too: colour is never all there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing in particular.
    #[default]
    Plain,
    /// A title or the head of a column.
    Title,
    /// Of less weight.
    Faint,
    /// Allowed, sound, new.
    Allow,
    /// Denied, broken, gone.
    Deny,
    /// Depends on something; changed.
    Conditional,
}

impl From<Verdict> for Meaning {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Allowed => Self::Allow,
            Verdict::ExplicitDeny | Verdict::ImplicitDeny => Self::Deny,
            Verdict::Conditional => Self::Conditional,
        }
    }
}

impl Meaning {
    /// The ANSI codes that begin it; nothing for plain text.
    pub(super) fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Title => Some("1"),
            Self::Faint => Some("2"),
            Self::Allow => Some("32"),
            Self::Deny => Some("31"),
            Self::Conditional => Some("33"),
        }
    }
}

/// A text with a meaning. Holds no control characters: what comes from a policy or an import must
/// not steer the terminal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Piece {
    pub(super) text: String,
    pub(super) meaning: Meaning,
}

impl Piece {
    /// A text with a meaning.
    pub fn new(meaning: Meaning, text: impl AsRef<str>) -> Self {
        Self { text: clean(text.as_ref()), meaning }
    }

    /// Columns that it takes.
    pub fn width(&self) -> usize {
        width(&self.text)
    }

    /// The longest start that fits into so many columns, with `…` for what does not.
    pub(super) fn cut(&self, columns: usize) -> Self {
        if self.width() <= columns {
            return self.clone();
        }
        let mut text = String::new();
        let mut used = 1;
        for letter in self.text.chars() {
            used += letter.width().unwrap_or(0);
            if used > columns {
                break;
            }
            text.push(letter);
        }
        text.push('…');
        Self { text, meaning: self.meaning }
    }
}

impl<T: AsRef<str>> From<T> for Piece {
    fn from(text: T) -> Self {
        Self::new(Meaning::Plain, text)
    }
}

/// Columns that a text without control characters takes.
fn width(text: &str) -> usize {
    text.chars().map(|letter| letter.width().unwrap_or(0)).sum()
}

/// A text without control characters; tabs and line ends become spaces.
fn clean(text: &str) -> String {
    let spaced = text.chars().map(|c| if matches!(c, '\t' | '\n') { ' ' } else { c });
    spaced.filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_counts_columns_and_not_letters() {
        assert_eq!(Piece::from("漢字").width(), 4);
        assert_eq!(Piece::from("e\u{301}").width(), 1);
    }

    #[test]
    fn what_does_not_fit_is_cut_with_an_ellipsis() {
        assert_eq!(Piece::from("Workloads").cut(5).text, "Work…");
        assert_eq!(Piece::from("漢字漢字").cut(5).text, "漢字…");
        assert_eq!(Piece::from("Prod").cut(4).text, "Prod");
    }

    #[test]
    fn nothing_that_steers_a_terminal_comes_through() {
        assert_eq!(Piece::from("a\u{1b}[2Jb\r\nc").text, "a[2Jb c");
    }
}
