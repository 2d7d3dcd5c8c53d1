//! Patterns against patterns: whether one covers another, and whether two have a text in common.

use crate::policy::glob::Symbol;

/// Whether every text that `narrow` matches, `wide` matches too. Never wrongly yes; no where only a
/// search would tell. A row tells which starts of `narrow` the start of `wide` covers.
pub fn covers(wide: &[Symbol], narrow: &[Symbol]) -> bool {
    let alike = wide.iter().zip(narrow).take_while(|(w, n)| w == n && **w != Symbol::Many).count();
    let (wide, narrow) = (&wide[alike..], &narrow[alike..]);
    if matches!((wide.first(), narrow.first()), (Some(w), Some(n)) if !takes(*w, *n)) {
        return false;
    }
    let mut row = vec![false; narrow.len() + 1];
    row[0] = true;
    for symbol in wide {
        if *symbol == Symbol::Many {
            let first = row.iter().position(|reached| *reached).unwrap_or(row.len());
            row[first..].fill(true);
            continue;
        }
        for at in (0..narrow.len()).rev() {
            row[at + 1] = row[at] && takes(*symbol, narrow[at]);
        }
        row[0] = false;
    }
    row[narrow.len()]
}

/// Whether a symbol takes all that another stands for.
fn takes(wide: Symbol, narrow: Symbol) -> bool {
    match wide {
        Symbol::Many => true,
        Symbol::One => narrow != Symbol::Many,
        Symbol::Literal(_) => wide == narrow,
    }
}

/// Whether there is a text that both match.
pub fn meets(a: &[Symbol], b: &[Symbol]) -> bool {
    let fixed = |(x, y): &(&Symbol, &Symbol)| **x != Symbol::Many && **y != Symbol::Many;
    let mut alike = 0;
    for pair in a.iter().zip(b).take_while(fixed) {
        if !common(*pair.0, *pair.1) {
            return false;
        }
        alike += 1;
    }
    let (a, b) = (&a[alike..], &b[alike..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(fixed);
    if tail.into_iter().any(|(x, y)| !common(*x, *y)) {
        return false;
    }
    // row[j]: the start of `a` so far and the first j symbols of `b` have a text in common.
    let mut row = vec![false; b.len() + 1];
    row[0] = true;
    for at in 0..b.len() {
        row[at + 1] = row[at] && b[at] == Symbol::Many;
    }
    for x in a {
        let mut next = vec![false; b.len() + 1];
        next[0] = row[0] && *x == Symbol::Many;
        for (at, y) in b.iter().enumerate() {
            next[at + 1] = match (x, y) {
                (Symbol::Many, _) | (_, Symbol::Many) => row[at + 1] || next[at],
                (x, y) => row[at] && common(*x, *y),
            };
        }
        row = next;
    }
    row[b.len()]
}

/// Whether two symbols that each stand for one character can be the same.
fn common(x: Symbol, y: Symbol) -> bool {
    x == y || x == Symbol::One || y == Symbol::One
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::glob::{Glob, symbols};
    use proptest::prelude::*;

    fn list(text: &str) -> Vec<Symbol> {
        symbols(text).collect()
    }

    #[test]
    fn covering() {
        for (wide, narrow, covered) in [
            ("*", "anything", true),
            ("s3:Get*", "s3:GetObject", true),
            ("s3:Get*", "s3:*", false),
            ("a*c", "abc*c", true),
            ("a?c", "abc", true),
            ("a?c", "a*c", false),
            ("abc", "a?c", false),
            ("a**", "a*", true),
            ("", "", true),
            ("a", "", false),
        ] {
            assert_eq!(covers(&list(wide), &list(narrow)), covered, "{wide} {narrow}");
        }
    }

    #[test]
    fn meeting() {
        for (a, b, met) in [
            ("a*", "*b", true),
            ("a*c", "b*", false),
            ("instance/*", "volume/*", false),
            ("*x", "y*", true),
            ("a?", "a", false),
            ("", "*", true),
            ("*/a", "*/b", false),
        ] {
            assert_eq!(meets(&list(a), &list(b)), met, "{a} {b}");
            assert_eq!(meets(&list(b), &list(a)), met, "{b} {a}");
        }
    }

    proptest! {
        #[test]
        fn what_is_covered_is_matched(
            wide in "[ab*?]{0,6}", narrow in "[ab*?]{0,6}", text in "[ab]{0,6}",
        ) {
            let both = Glob::new(&narrow).matches(&text);
            if both && covers(&list(&wide), &list(&narrow)) {
                prop_assert!(Glob::new(&wide).matches(&text));
            }
            if both && Glob::new(&wide).matches(&text) {
                prop_assert!(meets(&list(&wide), &list(&narrow)));
            }
        }
    }
}
