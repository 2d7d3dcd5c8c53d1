//! Patterns of whole ARNs, in which some wildcards stay inside their part.

use super::glob::{self, Glob, Symbol};

/// An ARN pattern whose `*` at the end of a part may run past colons, while any other wildcard in
/// the first five parts stays inside its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArnPattern {
    /// No wildcard has to stay inside a part.
    Free(Glob),
    /// Some have to: the first five parts, and what is behind the fifth colon.
    Confined { head: Vec<Part>, tail: Glob },
}

/// One of the first five parts of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    glob: Glob,
    /// Whether it ends in a `*`, and so may run past colons.
    runs_on: bool,
}

impl ArnPattern {
    /// The pattern in a text whose sixth part begins here.
    pub fn of(text: &str, at: usize) -> Self {
        let (head, tail) = text.split_at(at);
        if is_confined(head) {
            Self::Confined { head: parts(head), tail: Glob::new(tail) }
        } else {
            Self::Free(Glob::new(text))
        }
    }

    /// The pattern with this text up to the fifth colon, and these symbols behind it.
    pub fn new(head: &str, tail: Vec<Symbol>) -> Self {
        if is_confined(head) {
            Self::Confined { head: parts(head), tail: Glob::from_symbols(tail) }
        } else {
            Self::Free(Glob::from_symbols(glob::symbols(head).chain(tail)))
        }
    }

    /// Whether it matches the whole of an ARN.
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Free(glob) => glob.matches(text),
            Self::Confined { head, tail } => tail.matches_one_of(behind(head, text)),
        }
    }
}

/// Whether a wildcard in one of the first five parts has to stay inside its own.
fn is_confined(head: &str) -> bool {
    let inside = |part: &str| part.strip_suffix('*').unwrap_or(part).contains(['*', '?']);
    head.bytes().any(|byte| matches!(byte, b'*' | b'?')) && head.split(':').any(inside)
}

/// The first five parts of a pattern, which end in a colon each.
fn parts(head: &str) -> Vec<Part> {
    let part = |text: &str| Part { glob: Glob::new(text), runs_on: text.ends_with('*') };
    head.strip_suffix(':').unwrap_or(head).split(':').map(part).collect()
}

/// What of a text can be behind the parts of a pattern, the longest first.
fn behind<'t>(head: &[Part], text: &'t str) -> impl Iterator<Item = &'t str> {
    let fields: Vec<&str> = text.split(':').collect();
    // Whether the parts so far can end right before a field.
    let mut reached = vec![false; fields.len()];
    reached[0] = true;
    for part in head {
        let mut next = vec![false; fields.len()];
        for (at, field) in fields.iter().enumerate().take(fields.len() - 1) {
            if reached[at] && part.glob.matches(field) {
                if part.runs_on {
                    next[at + 1..].fill(true);
                    break;
                }
                next[at + 1] = true;
            }
        }
        reached = next;
    }
    let starts = text.match_indices(':').map(|(at, _)| at + 1);
    std::iter::once(0).chain(starts).zip(reached).filter(|(_, ok)| *ok).map(|(at, _)| &text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        let at = crate::policy::arn::colons(pattern).unwrap()[4] + 1;
        ArnPattern::of(pattern, at).matches(text)
    }

    #[test]
    fn only_a_star_at_the_end_of_a_part_runs_past_colons_a_12() {
        assert!(matches("arn:aws:sqs:eu*:1:q", "arn:aws:sqs:eu-west-1:1:q"));
        assert!(matches("arn:aws:sqs:*:1:q", "arn:aws:sqs:eu-west-1:x:1:q"));
        assert!(!matches("arn:aws:sqs:e*1:1:q", "arn:aws:sqs:eu-west-1:x-1:1:q"));
        assert!(matches("arn:aws:sqs:e*1:1:q", "arn:aws:sqs:eu-west-1:1:q"));
        assert!(!matches("arn:aws:sqs:*1:1:q", "arn:aws:sqs:eu-west-1:x:1:q"));
        assert!(!matches("arn:aws:sqs:eu?west-1:1:q", "arn:aws:sqs:eu:west-1:1:q"));
        assert!(matches("arn:aws:sqs:eu?west-1:1:q*", "arn:aws:sqs:eu-west-1:1:queue:x"));
    }

    #[test]
    fn texts_with_fewer_parts_match_nothing() {
        for text in ["arn:aws:sqs:e1:1", "arn:aws:sqs:e1", "arn", ""] {
            assert!(!matches("arn:aws:sqs:e?:1:q", text), "{text}");
        }
    }

    #[test]
    fn a_part_that_runs_on_leaves_the_rest_every_chance() {
        assert!(matches("arn:aws:a?*:*:*:x", "arn:aws:abc:d:e:f:x"));
        assert!(!matches("arn:aws:a?*:*:*:x", "arn:aws:abc:d:x"));
        assert!(matches("arn:a?s:s3:::b/*", "arn:aws:s3:::b/a:b:c"));
    }
}
