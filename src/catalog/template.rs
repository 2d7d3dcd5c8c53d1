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
    /// One character or more, neither `/` nor `:`.
    Name,
    /// Nothing or more.
    Any,
}

impl Template {
    pub(super) fn new(text: &str) -> Self {
        Self::with_names(text, &[])
    }

    /// The template of a text in which some placeholders, by what they are called, stand for mere
    /// names, with neither `/` nor `:` in them.
    pub(super) fn with_names(text: &str, names: &[&str]) -> Self {
        let (head, mut next) = split_at_gap(text, names);
        let mut rest = Vec::new();
        while let Some((gap, tail)) = next {
            let (literal, after) = split_at_gap(tail, names);
            rest.push(Piece { gap, literal: literal.into() });
            next = after;
        }
        Self { head: head.into(), rest }
    }

    /// Whether `text` has this form. Linear in the length of `text`: leftmost is always good enough,
    /// since what one gap leaves over the next one may take. A gap for names could not take what a
    /// gap for anything leaves over, so it never stands behind one ([`Self::names_come_first`]).
    pub(super) fn fits(&self, text: &str) -> bool {
        let Some(mut left) = text.strip_prefix(&*self.head) else { return false };
        let Some((last, middle)) = self.rest.split_last() else { return left.is_empty() };
        for piece in middle {
            let Some((taken, after)) =
                piece.gap.skip(left).and_then(|left| left.split_once(&*piece.literal))
            else {
                return false;
            };
            if !piece.gap.may_take(taken) {
                return false;
            }
            left = after;
        }
        let taken = last.gap.skip(left).and_then(|left| left.strip_suffix(&*last.literal));
        taken.is_some_and(|taken| last.gap.may_take(taken))
    }

    /// How much of the text is fixed, in bytes: of two forms that fit, the longer says more.
    pub(super) fn literal_len(&self) -> usize {
        self.head.len() + self.rest.iter().map(|piece| piece.literal.len()).sum::<usize>()
    }

    /// Whether no gap for names stands behind a gap for anything.
    #[cfg(test)]
    pub(super) fn names_come_first(&self) -> bool {
        let gaps = self.rest.iter().map(|piece| piece.gap);
        gaps.skip_while(|gap| *gap == Gap::Name).all(|gap| gap != Gap::Name)
    }

    pub(super) fn has_gaps(&self) -> bool {
        !self.rest.is_empty()
    }
}

impl Gap {
    /// What is left when the gap has taken the least it may take.
    fn skip(self, text: &str) -> Option<&str> {
        let mut chars = text.chars();
        match self {
            Gap::Any => {}
            Gap::Some => {
                chars.next()?;
            }
            Gap::Name => {
                chars.next().filter(|c| !matches!(c, '/' | ':'))?;
            }
        }
        Some(chars.as_str())
    }

    fn may_take(self, text: &str) -> bool {
        self != Gap::Name || !text.contains(['/', ':'])
    }
}

/// The literal text before the first gap; then the gap and what follows it.
fn split_at_gap<'t>(text: &'t str, names: &[&str]) -> (&'t str, Option<(Gap, &'t str)>) {
    for (at, c) in text.char_indices() {
        let after = match c {
            '*' => Some((Gap::Any, &text[at + 1..])),
            '$' if text[at..].starts_with("${") => closed_by(&text[at + 2..], '}', names),
            '<' => closed_by(&text[at + 1..], '>', names),
            _ => None,
        };
        if after.is_some() {
            return (&text[..at], after);
        }
    }
    (text, None)
}

fn closed_by<'t>(text: &'t str, close: char, names: &[&str]) -> Option<(Gap, &'t str)> {
    let (name, after) = text.split_once(close)?;
    Some((if names.contains(&name) { Gap::Name } else { Gap::Some }, after))
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
    fn a_name_holds_neither_slash_nor_colon() {
        let template = Template::with_names("${Bucket}/${Key}", &["Bucket"]);
        assert!(template.fits("b/k/l:m"));
        assert!(!template.fits("/k") && !template.fits("b:/k"));
        let template = Template::with_names("table/${Table}", &["Table"]);
        assert!(
            template.fits("table/t") && !template.fits("table/t/x") && !template.fits("table/t/")
        );
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
