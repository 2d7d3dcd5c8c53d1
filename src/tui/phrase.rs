//! A line of text in pieces, each with its meaning and no colour yet.

use super::text;
use super::theme::Meaning;

/// Text that means one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// What they mean.
    pub meaning: Meaning,
}

/// Pieces on one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrase(Vec<Piece>);

impl Phrase {
    /// An empty line.
    pub fn new() -> Self {
        Self::default()
    }

    /// One piece.
    pub fn of(text: impl Into<String>, meaning: Meaning) -> Self {
        Self::new().and(text, meaning)
    }

    /// A meaning's glyph, a space, and words that mean the same.
    pub fn sign(meaning: Meaning, text: impl AsRef<str>) -> Self {
        match meaning.glyph() {
            Some(glyph) => Self::of(format!("{glyph} {}", text.as_ref()), meaning),
            None => Self::of(text.as_ref(), meaning),
        }
    }

    /// This and one piece more.
    #[must_use]
    pub fn and(mut self, text: impl Into<String>, meaning: Meaning) -> Self {
        self.0.push(Piece { text: text.into(), meaning });
        self
    }

    /// This and another line after it.
    #[must_use]
    pub fn then(mut self, mut other: Self) -> Self {
        self.0.append(&mut other.0);
        self
    }

    /// The pieces in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// The words alone.
    pub fn plain(&self) -> String {
        self.0.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// Columns it takes.
    pub fn width(&self) -> usize {
        self.0.iter().map(|piece| text::width(&piece.text)).sum()
    }

    /// The line cut to fit, with an ellipsis where it was cut.
    #[must_use]
    pub fn fit(&self, columns: usize) -> Self {
        if self.width() <= columns {
            return self.clone();
        }
        let mut fitted = Self::new();
        let mut room = columns;
        for (at, piece) in self.0.iter().enumerate() {
            let takes = text::width(&piece.text);
            let rest: usize = self.0[at + 1..].iter().map(|p| text::width(&p.text)).sum();
            if takes + rest.min(1) <= room {
                room -= takes;
                fitted.0.push(piece.clone());
                continue;
            }
            let cut = if takes <= room {
                format!("{}…", text::fit(&piece.text, takes))
            } else {
                text::fit(&piece.text, room)
            };
            let cut = if text::width(&cut) > room { text::fit(&cut, room) } else { cut };
            return fitted.and(cut, piece.meaning);
        }
        fitted
    }
}

impl From<&str> for Phrase {
    fn from(text: &str) -> Self {
        Self::of(text, Meaning::Text)
    }
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        Self::of(text, Meaning::Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_line_shows_that_it_was_cut() {
        let line = Phrase::from("abc").and("defg", Meaning::Muted);
        for columns in 0..9 {
            let fitted = line.fit(columns);
            assert!(fitted.width() <= columns);
            assert_eq!(fitted.plain().contains('…'), columns > 0 && columns < 7, "{columns}");
        }
        assert_eq!(line.fit(5).plain(), "abcd…");
        assert_eq!(line.fit(3).plain(), "ab…");
    }

    #[test]
    fn a_sign_says_it_without_colour() {
        assert_eq!(Phrase::sign(Meaning::Deny, "denied").plain(), "✗ denied");
    }
}
