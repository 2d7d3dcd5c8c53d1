//! Fuzzy matching: which rows answer to a few typed letters, how well, and by which letters.

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

/// A matcher for one query. Words are matched each for itself, in any order; all must match.
/// A text may have fields, a line each; a word is found within one field, never across two.
pub struct Matcher {
    words: Vec<String>,
    skim: SkimMatcherV2,
}

impl Matcher {
    /// A matcher for what was typed.
    pub fn new(query: &str) -> Self {
        let words = query.split_whitespace().map(str::to_owned).collect();
        Self { words, skim: SkimMatcherV2::default().smart_case() }
    }

    /// How well a text matches; `None` when it does not.
    pub fn score(&self, text: &str) -> Option<i64> {
        let best = |word| text.lines().filter_map(|field| self.skim.fuzzy_match(field, word)).max();
        self.words.iter().map(|word| best(word)).sum()
    }

    /// Numbers of the characters of a text by which single words match it.
    pub fn matched(&self, text: &str) -> Vec<usize> {
        let found = self.words.iter().filter_map(|word| self.skim.fuzzy_indices(text, word));
        found.flat_map(|(_, indices)| indices).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_must_match_in_any_order() {
        let matcher = Matcher::new("prod book");
        assert!(matcher.score("booking-prod").is_some());
        assert!(matcher.score("booking-dev").is_none());
        assert_eq!(Matcher::new("").score("anything"), Some(0));
    }

    #[test]
    fn a_word_lies_within_one_field() {
        let matcher = Matcher::new("etl");
        assert!(matcher.score("e\nt\nl").is_none());
        assert!(matcher.score("role\netl-legacy") > matcher.score("pieter@kestrel.example"));
        assert!(Matcher::new("user etl").score("etl-legacy\nuser").is_some());
    }

    #[test]
    fn capitals_ask_for_capitals() {
        assert!(Matcher::new("adm").score("Admin").is_some());
        assert!(Matcher::new("ADM").score("Admin").is_none());
    }

    #[test]
    fn matched_letters_are_counted_in_characters() {
        assert_eq!(Matcher::new("b").matched("éb"), [1]);
    }
}
