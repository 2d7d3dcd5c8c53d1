//! Texts that come again and again: kept once while they are about, and read without a copy.

use std::{cell::RefCell, fmt, hash::BuildHasher, marker::PhantomData, str::FromStr, sync::Arc};

use compact_str::CompactString;
use foldhash::quality::RandomState;
use serde::{
    Deserializer,
    de::{Error, Visitor},
};

/// Texts that a thread remembers. Of the same place, the later one is remembered.
const REMEMBERED: usize = 1 << 12;

struct Recent {
    texts: Vec<Option<Arc<str>>>,
    hasher: RandomState,
}

thread_local! {
    static RECENT: RefCell<Recent> =
        RefCell::new(Recent { texts: vec![None; REMEMBERED], hasher: RandomState::default() });
}

/// A text in lower case, as the services of AWS fold it: only the letters of ASCII change.
pub fn lower_case(text: &str) -> CompactString {
    let mut lower = CompactString::new(text);
    lower.make_ascii_lowercase();
    lower
}

/// This text, shared with whoever had it lately. Ids and ARNs stand in many places of an
/// organization, mostly close to each other.
pub fn shared(text: &str) -> Arc<str> {
    RECENT.with_borrow_mut(|recent| {
        let hash = recent.hasher.hash_one(text);
        let place = usize::try_from(hash % REMEMBERED as u64).unwrap_or_default();
        match &mut recent.texts[place] {
            Some(known) if **known == *text => known.clone(),
            other => other.insert(text.into()).clone(),
        }
    })
}

/// Reads a value that is written as a text.
pub fn parsed<'de, T, D>(from: D) -> Result<T, D::Error>
where
    T: FromStr<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    taken(from, str::parse)
}

/// Makes a value of a text without owning the text first.
pub fn taken<'de, T, D, E>(from: D, make: impl FnOnce(&str) -> Result<T, E>) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    E: fmt::Display,
{
    struct Take<F, T>(F, PhantomData<T>);

    impl<T, E: fmt::Display, F: FnOnce(&str) -> Result<T, E>> Visitor<'_> for Take<F, T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<G: Error>(self, text: &str) -> Result<T, G> {
            (self.0)(text).map_err(G::custom)
        }
    }

    from.deserialize_str(Take(make, PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_kept_once() {
        let (one, other) =
            (shared("arn:aws:iam::aws:policy/One"), shared("arn:aws:iam::aws:policy/One"));
        assert!(Arc::ptr_eq(&one, &other));
        assert_eq!(&*shared("another"), "another");
    }

    #[test]
    fn values_are_read_from_texts_and_say_what_is_wrong() {
        let read = |json: &str| parsed::<u8, _>(&mut serde_json::Deserializer::from_str(json));
        assert_eq!(read("\"7\"").unwrap(), 7);
        assert_eq!(read("\"\\u0037\"").unwrap(), 7);
        assert!(read("\"x\"").unwrap_err().to_string().contains("invalid digit"));
        assert!(read("7").unwrap_err().to_string().contains("expected a string"));
    }
}
