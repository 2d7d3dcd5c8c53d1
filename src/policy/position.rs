//! Where something stands in a source text.

use std::fmt;

/// A place in a text: line and column count from one, columns in characters; the offset is in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from one.
    pub line: u32,
    /// Column in characters, from one.
    pub column: u32,
    /// Bytes from the start of the text.
    pub offset: u32,
}

impl Position {
    /// The first character of a text.
    pub const START: Self = Self { line: 1, column: 1, offset: 0 };

    /// The place behind a character that stands here.
    #[must_use]
    pub fn behind(self, c: char) -> Self {
        let offset = self.offset + c.len_utf8() as u32;
        match c {
            '\n' => Self { line: self.line + 1, column: 1, offset },
            _ => Self { line: self.line, column: self.column + 1, offset },
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A stretch of a text, from its first character to just behind its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first character.
    pub start: Position,
    /// Just behind the last character.
    pub end: Position,
}

impl Span {
    /// An empty stretch at the start of a text.
    pub const START: Self = Self { start: Position::START, end: Position::START };

    /// The lines that the stretch touches, from one, both ends included.
    pub fn lines(self) -> std::ops::RangeInclusive<u32> {
        self.start.line..=self.end.line
    }
}
