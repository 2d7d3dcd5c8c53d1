//! YAML as a tree in which every node knows where it stands, so that all faults of a file can be
//! told at once and not just the first.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Spanned, options};

use crate::policy::Position;

/// A node and where it begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) at: Position,
    pub(super) content: Content,
}

/// What a node holds. Scalars other than null keep the text of the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    Null,
    Scalar(String),
    List(Vec<Node>),
    /// Pairs in the order of the file; a key may occur twice.
    Map(Vec<(Key, Node)>),
}

/// The key of a pair and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Key {
    pub(super) at: Position,
    pub(super) name: String,
}

impl Content {
    /// What it is, for messages.
    pub(super) fn shape(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Scalar(_) => "a single value",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}

/// Why a text is no YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotYaml {
    pub(super) at: Position,
    pub(super) why: String,
}

/// Reads one YAML document.
pub(super) fn parse(text: &str) -> Result<Node, NotYaml> {
    let settings = options! {
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        strict_booleans: true,
        with_snippet: false,
    };
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, settings) {
        Ok(raw) => Ok(node(raw, text)),
        Err(error) => {
            let at = error.location().map_or(Position::START, |found| position(&found, text));
            Err(NotYaml { at, why: sentence(error.without_snippet().to_string()) })
        }
    }
}

/// The message alone: the position is told in our own form.
fn sentence(message: String) -> String {
    match message.rfind(" at line ") {
        Some(end) => message[..end].to_owned(),
        None => message,
    }
}

fn position(found: &serde_saphyr::Location, text: &str) -> Position {
    let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let offset = found.span().byte_offset().unwrap_or_default().min(text.len() as u64);
    Position {
        line: small(found.line()).max(1),
        column: small(found.column()).max(1),
        offset: small(offset),
    }
}

enum Raw {
    Null,
    /// Quoted, or plain and neither a boolean nor a number.
    Text(String),
    /// A boolean or a number, which the file may write in a way of its own.
    Typed(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

fn node(raw: Spanned<Raw>, text: &str) -> Node {
    let at = position(&raw.referenced, text);
    let content = match raw.value {
        Raw::Null => Content::Null,
        Raw::Text(value) => Content::Scalar(value),
        Raw::Typed(value) => {
            Content::Scalar(as_written(&raw.defined, text).map_or(value, str::to_owned))
        }
        Raw::List(items) => Content::List(items.into_iter().map(|item| node(item, text)).collect()),
        Raw::Map(pairs) => Content::Map(
            pairs
                .into_iter()
                .map(|(key, value)| {
                    let key = Key { at: position(&key.referenced, text), name: key.value };
                    (key, node(value, text))
                })
                .collect(),
        ),
    };
    Node { at, content }
}

/// The very characters of a plain scalar: `1.50` stays `1.50`.
fn as_written<'t>(found: &serde_saphyr::Location, text: &'t str) -> Option<&'t str> {
    let start = usize::try_from(found.span().byte_offset()?).ok()?;
    let length = usize::try_from(found.span().byte_len()?).ok()?;
    text.get(start..start.checked_add(length)?).map(str::trim).filter(|slice| !slice.is_empty())
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value, a list or a mapping")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Typed(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Typed(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Typed(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Typed(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(pair) = pairs.next_entry()? {
            map.push(pair);
        }
        Ok(Raw::Map(map))
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(RawVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(String, String, Content)> {
        match parse(text).unwrap().content {
            Content::Map(pairs) => pairs
                .into_iter()
                .map(|(key, node)| (format!("{} {}", key.at, node.at), key.name, node.content))
                .collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn scalars_keep_the_text_of_the_file() {
        let found = pairs("a: on\nb: 1.50\nc: 007\nd: true\ne: ~\nf: \"1h\"\n");
        let texts: Vec<_> = found.iter().map(|(_, _, content)| content.clone()).collect();
        let scalar = |text: &str| Content::Scalar(text.to_owned());
        let wanted = ["on", "1.50", "007", "true"].map(scalar);
        assert_eq!(texts[..4], wanted);
        assert_eq!(texts[4..], [Content::Null, scalar("1h")]);
    }

    #[test]
    fn places_count_lines_and_characters() {
        let found = pairs("name: Käse\nlist: {ü: 1, b: 2}\n");
        assert_eq!(found[0].0, "1:1 1:7");
        let Content::Map(inner) = &found[1].2 else { panic!("no mapping") };
        assert_eq!(
            (inner[1].0.at.to_string(), inner[1].1.at.to_string()),
            ("2:14".into(), "2:17".into())
        );
    }

    #[test]
    fn a_key_given_twice_is_kept_twice() {
        assert_eq!(pairs("a: 1\na: 2\n").len(), 2);
    }

    #[test]
    fn a_broken_text_tells_its_place() {
        let error = parse("a: [1, 2\nb: 3\n").unwrap_err();
        assert!(error.at.line >= 1 && !error.why.contains(" at line "), "{error:?}");
    }
}
