//! How much of a resource type a pattern covers: all of it, some, or none.

use crate::policy::glob::Symbol;

/// How much of a resource type is covered. Greater covers more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coverage {
    /// No resource of the type.
    None,
    /// Some resources of the type, as far as can be told.
    Some,
    /// Every resource of the type.
    All,
}

/// A piece of the form that a resource type's ARNs have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormSymbol {
    /// This very character.
    Literal(char),
    /// Any text, but not none: a name, a region.
    Hole,
}

/// The form in a text such as `arn:${Partition}:s3:::${BucketName}`, with what is known filled in.
pub fn form(text: &str, fill: impl Fn(&str) -> Option<String>) -> Vec<FormSymbol> {
    let mut symbols = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        symbols.extend(rest[..at].chars().map(FormSymbol::Literal));
        let Some(end) = rest[at..].find('}') else { break };
        match fill(&rest[at + 2..at + end]) {
            Some(known) => symbols.extend(known.chars().map(FormSymbol::Literal)),
            None => symbols.push(FormSymbol::Hole),
        }
        rest = &rest[at + end + 1..];
    }
    // Some types are written with a wildcard of their own, which is as good as a hole.
    symbols.extend(
        rest.chars().map(|c| if c == '*' { FormSymbol::Hole } else { FormSymbol::Literal(c) }),
    );
    symbols
}

/// How much of a form a pattern covers. `All` is certain; `Some` may in truth be all or none only
/// where a pattern's `?` or repeated pieces meet a hole.
pub fn coverage(pattern: &[Symbol], form: &[FormSymbol]) -> Coverage {
    if includes(pattern, form) {
        Coverage::All
    } else if meets(pattern, form) {
        Coverage::Some
    } else {
        Coverage::None
    }
}

/// Whether every text of the form matches: holes are met by `*` alone.
fn includes(pattern: &[Symbol], form: &[FormSymbol]) -> bool {
    let mut here = closure(pattern, vec![false; pattern.len() + 1], 0);
    for symbol in form {
        let mut next = vec![false; pattern.len() + 1];
        for (at, wild) in pattern.iter().enumerate().filter(|(at, _)| here[*at]) {
            match (wild, symbol) {
                (Symbol::Many, _) => next[at] = true,
                (Symbol::One, FormSymbol::Literal(_)) => next[at + 1] = true,
                (Symbol::Literal(a), FormSymbol::Literal(b)) if a == b => next[at + 1] = true,
                _ => {}
            }
        }
        here = spread(pattern, next);
    }
    here[pattern.len()]
}

/// Whether some text of the form matches. Position by position in both at once.
fn meets(pattern: &[Symbol], form: &[FormSymbol]) -> bool {
    let width = form.len() + 1;
    let mut reached = vec![false; (pattern.len() + 1) * width * 2];
    // A hole has two states: not yet begun, and begun; only a begun one may end.
    let index = |p: usize, f: usize, begun: bool| (p * width + f) * 2 + usize::from(begun);
    let mut open = vec![(0, 0, false)];
    while let Some((p, f, begun)) = open.pop() {
        if std::mem::replace(&mut reached[index(p, f, begun)], true) {
            continue;
        }
        let wild = pattern.get(p);
        let piece = form.get(f);
        if wild.is_none() && piece.is_none() {
            return true;
        }
        if wild == Some(&Symbol::Many) {
            open.push((p + 1, f, begun));
        }
        if piece == Some(&FormSymbol::Hole) && begun {
            open.push((p, f + 1, false));
        }
        let (Some(wild), Some(piece)) = (wild, piece) else { continue };
        let after = match wild {
            Symbol::Many => p,
            Symbol::One | Symbol::Literal(_) => p + 1,
        };
        match (wild, piece) {
            (_, FormSymbol::Hole) => open.push((after, f, true)),
            (Symbol::Literal(a), FormSymbol::Literal(b)) if a != b => {}
            (_, FormSymbol::Literal(_)) => open.push((after, f + 1, false)),
        }
    }
    false
}

fn closure(pattern: &[Symbol], mut states: Vec<bool>, start: usize) -> Vec<bool> {
    states[start] = true;
    spread(pattern, states)
}

fn spread(pattern: &[Symbol], mut states: Vec<bool>) -> Vec<bool> {
    for (at, symbol) in pattern.iter().enumerate() {
        if states[at] && *symbol == Symbol::Many {
            states[at + 1] = true;
        }
    }
    states
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::glob::{Glob, symbols};
    use proptest::prelude::*;

    fn cover(pattern: &str, text: &str) -> Coverage {
        let pattern: Vec<Symbol> = symbols(pattern).collect();
        coverage(&pattern, &form(text, |name| (name == "Partition").then(|| "aws".to_owned())))
    }

    #[test]
    fn buckets_and_objects() {
        let bucket = "arn:${Partition}:s3:::${BucketName}";
        let object = "arn:${Partition}:s3:::${BucketName}/${ObjectName}";
        assert_eq!(cover("arn:aws:s3:::*", bucket), Coverage::All);
        assert_eq!(cover("arn:aws:s3:::*/*", object), Coverage::All);
        assert_eq!(cover("arn:aws:s3:::logs", bucket), Coverage::Some);
        assert_eq!(cover("arn:aws:s3:::logs/*", object), Coverage::Some);
        assert_eq!(cover("arn:aws:sqs:*:*:*", bucket), Coverage::None);
        assert_eq!(cover("arn:aws:s3:::?", bucket), Coverage::Some);
    }

    proptest! {
        #[test]
        fn samples_agree(pattern in "[ab/*?]{0,7}", form_text in "[ab/]{0,2}(\\$\\{X\\})?[ab/]{0,2}(\\$\\{Y\\})?", fill in "[ab/]{1,3}", other in "[ab/]{1,3}") {
            let symbols: Vec<Symbol> = symbols(&pattern).collect();
            let known = coverage(&symbols, &form(&form_text, |_| None));
            let text = form_text.replace("${X}", &fill).replace("${Y}", &other);
            match known {
                Coverage::All => prop_assert!(Glob::new(&pattern).matches(&text)),
                Coverage::None => prop_assert!(!Glob::new(&pattern).matches(&text)),
                Coverage::Some => {}
            }
        }
    }
}
