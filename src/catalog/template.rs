//! Texts with placeholders, as the service authorization reference writes ARNs and condition keys:
//! `${Name}` and `<name>` stand for one character or more, `*` for any run of characters.

/// A text with placeholders, ready to be compared with real texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    head: Box<str>,
    rest: Vec<Piece>,
}

/// A gap and the literal text that follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    gap: Gap,
    literal: Box<str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// One character or more.
    Some,
    /// Nothing or more.
    Any,
}

impl Template {
    pub(super) fn new(text: &str) -> Self {
        let (head, mut next) = split_at_gap(text);
        let mut rest = Vec::new();
        while let Some((gap, tail)) = next {
            let (literal, after) = split_at_gap(tail);
            rest.push(Piece { gap, literal: literal.into() });
            next = after;
        }
        Self { head: head.into(), rest }
    }

    /// Whether `text` has this form. Linear in the length of `text`: leftmost is always good enough,
    /// since what one gap leaves over the next one may take.
    pub(super) fn fits(&self, text: &str) -> bool {
        let Some(mut left) = text.strip_prefix(&*self.head) else { return false };
        let Some((last, middle)) = self.rest.split_last() else { return left.is_empty() };
        for piece in middle {
            let Some(after) = piece.gap.skip(left).and_then(|l| l.split_once(&*piece.literal))
            else {
                return false;
            };
            left = after.1;
        }
        last.gap.skip(left).is_some_and(|left| left.ends_with(&*last.literal))
    }

    /// How much of the text is fixed, in bytes: of two forms that fit, the longer says more.
    pub(super) fn literal_len(&self) -> usize {
        self.head.len() + self.rest.iter().map(|piece| piece.literal.len()).sum::<usize>()
    }

    pub(super) fn has_gaps(&self) -> bool {
        !self.rest.is_empty()
    }
}

impl Gap {
    /// What is left when the gap has taken the least it may take.
    fn skip(self, text: &str) -> Option<&str> {
        let mut chars = text.chars();
        if self == Gap::Some {
            chars.next()?;
        }
        Some(chars.as_str())
    }
}

/// The literal text before the first gap; then the gap and what follows it.
fn split_at_gap(text: &str) -> (&str, Option<(Gap, &str)>) {
    for (at, c) in text.char_indices() {
        let after = match c {
            '*' => Some((Gap::Any, &text[at + 1..])),
            '$' if text[at..].starts_with("${") => closed_by(&text[at..], '}'),
            '<' => closed_by(&text[at..], '>'),
            _ => None,
        };
        if after.is_some() {
            return (&text[..at], after);
        }
    }
    (text, None)
}

fn closed_by(text: &str, close: char) -> Option<(Gap, &str)> {
    text.split_once(close).map(|(_, after)| (Gap::Some, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_placeholder_takes_one_character_or_more() {
        let template = Template::new("table/${Table}/index/${Index}");
        assert!(template.fits("table/t/index/i"));
        assert!(template.fits("table/t/index/index/i"));
        assert!(!template.fits("table//index/i"));
        assert!(!template.fits("table/t/index/"));
        assert!(!template.fits("table/t"));
    }

    #[test]
    fn a_star_may_take_nothing() {
        assert!(Template::new("es:*").fits("es:"));
        assert!(Template::new("*").fits(""));
        assert!(!Template::new("${A}").fits(""));
    }

    #[test]
    fn the_end_is_not_used_twice() {
        let template = Template::new("a${X}aa");
        assert!(!template.fits("aaa"));
        assert!(template.fits("aaaa"));
    }

    #[test]
    fn literal_text_fits_only_itself() {
        let template = Template::new("access-grants/default");
        assert!(!template.has_gaps());
        assert!(template.fits("access-grants/default"));
        assert!(!template.fits("access-grants/default/x"));
    }

    #[test]
    fn characters_of_several_bytes_are_whole() {
        assert!(Template::new("${X}b").fits("éb"));
        assert!(!Template::new("${X}b").fits("b"));
    }

    #[test]
    fn an_unclosed_placeholder_is_literal() {
        assert!(Template::new("a${b").fits("a${b"));
    }
}
