//! A pattern: a run of pieces, each of which takes some characters of a text.

use std::{fmt, sync::Arc};

/// What a wildcard may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reach {
    /// Any character.
    Anything,
    /// Any character but a colon: inside a part of an ARN (A-12, C-28).
    WithinPart,
    /// Any character but a colon or a slash: inside a name that can hold neither.
    WithinName,
}

impl Reach {
    /// The characters that it does not take.
    pub(super) fn barriers(self) -> &'static [char] {
        match self {
            Self::Anything => &[],
            Self::WithinPart => &[':'],
            Self::WithinName => &[':', '/'],
        }
    }
}

/// One piece of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Piece {
    /// This very character.
    Char(char),
    /// This ASCII letter in either case; held in lower case.
    AnyCase(char),
    /// One character.
    One(Reach),
    /// Any run of characters, also none.
    Many(Reach),
}

impl Piece {
    /// Whether it takes a character.
    pub(super) fn takes(self, c: char) -> bool {
        match self {
            Self::Char(own) => own == c,
            Self::AnyCase(own) => own == c.to_ascii_lowercase(),
            Self::One(reach) | Self::Many(reach) => !reach.barriers().contains(&c),
        }
    }

    pub(super) fn repeats(self) -> bool {
        matches!(self, Self::Many(_))
    }
}

/// A set of texts: all those that its pieces, one after the other, can spell.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pattern {
    pieces: Arc<[Piece]>,
    /// How many characters it takes at least from each place on.
    pub(super) needed: Arc<[u32]>,
    /// How many of its first pieces are characters as they stand.
    literal: usize,
}

impl Pattern {
    /// The pattern with these pieces.
    pub fn new(pieces: impl IntoIterator<Item = Piece>) -> Self {
        let mut kept: Vec<Piece> = Vec::new();
        for piece in pieces {
            if !(piece.repeats() && kept.last() == Some(&piece)) {
                kept.push(piece);
            }
        }
        let mut needed = vec![0; kept.len() + 1];
        for (at, piece) in kept.iter().enumerate().rev() {
            needed[at] = needed[at + 1] + u32::from(!piece.repeats());
        }
        let literal = kept.iter().take_while(|piece| matches!(piece, Piece::Char(_))).count();
        Self { pieces: kept.into(), needed: needed.into(), literal }
    }

    /// Every text.
    pub fn everything() -> Self {
        Self::new([Piece::Many(Reach::Anything)])
    }

    /// This text alone.
    pub fn text(text: &str) -> Self {
        Self::new(text.chars().map(Piece::Char))
    }

    /// The texts that a pattern with `*` and `?` matches, both taking anything.
    pub fn glob(text: &str) -> Self {
        Self::new(text.chars().map(|c| match c {
            '*' => Piece::Many(Reach::Anything),
            '?' => Piece::One(Reach::Anything),
            c => Piece::Char(c),
        }))
    }

    /// The pieces.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// How many of its first pieces are characters as they stand.
    pub(super) fn literal(&self) -> usize {
        self.literal
    }

    /// What every text begins with that it matches.
    pub(super) fn head(&self) -> impl ExactSizeIterator<Item = char> {
        self.pieces[..self.literal].iter().map(|piece| match piece {
            Piece::Char(c) | Piece::AnyCase(c) => *c,
            Piece::One(_) | Piece::Many(_) => '*',
        })
    }

    /// The only text that it matches, if there is only one.
    pub fn only_text(&self) -> Option<String> {
        (self.literal == self.pieces.len()).then(|| self.head().collect())
    }

    /// Whether it matches every text.
    pub fn is_everything(&self) -> bool {
        *self.pieces == [Piece::Many(Reach::Anything)]
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        self.pieces.iter().try_for_each(|piece| match piece {
            Piece::Char(c) | Piece::AnyCase(c) => f.write_char(*c),
            Piece::One(_) => f.write_char('?'),
            Piece::Many(_) => f.write_char('*'),
        })
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
