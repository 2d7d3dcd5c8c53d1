//! Text patterns with `*` (any run) and `?` (one character), matched in linear time.

use compact_str::CompactString;

/// A compiled pattern. Without a `*` it is one anchored segment; with one, a prefix, a suffix and
/// the segments between, each of which is found at its leftmost place: no backtracking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    prefix: Segment,
    /// Present when there is at least one `*`.
    rest: Option<(Vec<Segment>, Segment)>,
}

/// One symbol of a pattern before it is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Symbol {
    /// This very character.
    Literal(char),
    /// `?`
    One,
    /// `*`
    Many,
}

/// A run of text and `?` without any `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    /// Only text, perhaps none.
    Text(CompactString),
    /// Text and `?`.
    Mixed(Vec<Atom>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Atom {
    Text(CompactString),
    One,
}

/// The symbols of a pattern as it is written, `*` and `?` being wild.
pub fn symbols(pattern: &str) -> impl Iterator<Item = Symbol> + '_ {
    pattern.chars().map(|c| match c {
        '*' => Symbol::Many,
        '?' => Symbol::One,
        c => Symbol::Literal(c),
    })
}

impl Glob {
    /// The pattern as it is written, `*` and `?` being wild.
    pub fn new(pattern: &str) -> Self {
        let Some((prefix, rest)) = pattern.split_once('*') else {
            return Self { prefix: Segment::new(pattern), rest: None };
        };
        let (middles, suffix) = rest.rsplit_once('*').unwrap_or(("", rest));
        let middles = middles.split('*').filter(|text| !text.is_empty()).map(Segment::new);
        let rest = Some((middles.collect(), Segment::new(suffix)));
        Self { prefix: Segment::new(prefix), rest }
    }

    /// The pattern that consists of these symbols.
    pub fn from_symbols(symbols: impl IntoIterator<Item = Symbol>) -> Self {
        let mut segments = Vec::new();
        let (mut atoms, mut text) = (Vec::new(), String::new());
        for symbol in symbols {
            match symbol {
                Symbol::Literal(c) => text.push(c),
                Symbol::One => {
                    close(&mut atoms, &mut text);
                    atoms.push(Atom::One);
                }
                Symbol::Many => {
                    close(&mut atoms, &mut text);
                    segments.push(Segment::of_atoms(std::mem::take(&mut atoms)));
                }
            }
        }
        close(&mut atoms, &mut text);
        segments.push(Segment::of_atoms(atoms));
        Self::of_segments(segments)
    }

    /// The pattern with these segments, and a `*` between each two.
    fn of_segments(segments: impl IntoIterator<Item = Segment>) -> Self {
        let mut segments = segments.into_iter();
        let prefix = segments.next().unwrap_or_default();
        let mut middles = Vec::new();
        let mut suffix: Option<Segment> = None;
        for segment in segments {
            middles.extend(suffix.replace(segment).filter(|earlier| !earlier.is_empty()));
        }
        Self { prefix, rest: suffix.map(|suffix| (middles, suffix)) }
    }

    /// Whether it matches the whole text.
    pub fn matches(&self, text: &str) -> bool {
        self.matches_one_of(std::iter::once(text))
    }

    /// Whether it matches the whole of one of these texts: a text, and ends of it, the longest first.
    pub fn matches_one_of<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> bool {
        let mut afters = texts.into_iter().filter_map(|text| self.prefix.strip_from(text));
        let Some((middles, suffix)) = &self.rest else { return afters.any(str::is_empty) };
        // What a `*` follows may as well be shorter: the longest rest does for all.
        let Some(after) = afters.next() else { return false };
        let Some(mut open) = suffix.cut_from_end(after) else { return false };
        for segment in middles {
            match segment.find_in(open) {
                Some(rest) => open = rest,
                None => return false,
            }
        }
        true
    }
}

fn close(atoms: &mut Vec<Atom>, text: &mut String) {
    if !text.is_empty() {
        atoms.push(Atom::Text(std::mem::take(text).into()));
    }
}

impl Default for Segment {
    fn default() -> Self {
        Self::Text(CompactString::default())
    }
}

impl Segment {
    /// The segment as it is written, `?` being wild.
    fn new(text: &str) -> Self {
        if !text.contains('?') {
            return Self::Text(text.into());
        }
        let mut atoms = Vec::new();
        for (at, piece) in text.split('?').enumerate() {
            atoms.extend((at > 0).then_some(Atom::One));
            atoms.extend((!piece.is_empty()).then(|| Atom::Text(piece.into())));
        }
        Self::Mixed(atoms)
    }

    fn of_atoms(mut atoms: Vec<Atom>) -> Self {
        match atoms.pop() {
            None => Self::default(),
            Some(Atom::Text(text)) if atoms.is_empty() => Self::Text(text),
            Some(last) => {
                atoms.push(last);
                Self::Mixed(atoms)
            }
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) if text.is_empty())
    }

    /// What follows the segment at the start of a text.
    fn strip_from<'t>(&self, text: &'t str) -> Option<&'t str> {
        let atoms = match self {
            Self::Text(literal) => return text.strip_prefix(&**literal),
            Self::Mixed(atoms) => atoms,
        };
        atoms.iter().try_fold(text, |text, atom| match atom {
            Atom::Text(literal) => text.strip_prefix(&**literal),
            Atom::One => {
                let mut chars = text.chars();
                chars.next().map(|_| chars.as_str())
            }
        })
    }

    /// What precedes the segment at the end of a text.
    fn cut_from_end<'t>(&self, text: &'t str) -> Option<&'t str> {
        let atoms = match self {
            Self::Text(literal) => return text.strip_suffix(&**literal),
            Self::Mixed(atoms) => atoms,
        };
        atoms.iter().rev().try_fold(text, |text, atom| match atom {
            Atom::Text(literal) => text.strip_suffix(&**literal),
            Atom::One => {
                let mut chars = text.chars();
                chars.next_back().map(|_| chars.as_str())
            }
        })
    }

    /// What follows the segment's leftmost place in a text.
    fn find_in<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Text(literal) => text.find(&**literal).map(|at| &text[at + literal.len()..]),
            Self::Mixed(_) => text.char_indices().find_map(|(at, _)| self.strip_from(&text[at..])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Obviously right, and slow.
    fn naive(pattern: &[char], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some(('*', rest)) => (0..=text.len()).any(|skip| naive(rest, &text[skip..])),
            Some(('?', rest)) => !text.is_empty() && naive(rest, &text[1..]),
            Some((c, rest)) => text.first() == Some(c) && naive(rest, &text[1..]),
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_naive_matcher(pattern in "[ab*?é]{0,9}", text in "[abé]{0,10}") {
            let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
            prop_assert_eq!(Glob::new(&pattern).matches(&text), naive(&p, &t));
        }
    }

    #[test]
    fn overlapping_first_atoms_are_all_tried() {
        assert!(Glob::new("*aa?b*").matches("aaaab"));
        assert!(Glob::new("*aba?c").matches("ababaxc"));
    }

    #[test]
    fn ten_thousand_stars_end() {
        let pattern = "*a".repeat(10_000);
        assert!(!Glob::new(&pattern).matches(&"a".repeat(9_999)));
        assert!(Glob::new(&pattern).matches(&"a".repeat(10_000)));
        assert!(!Glob::new(&"a*".repeat(10_000)).matches(&"b".repeat(100_000)));
    }
}
