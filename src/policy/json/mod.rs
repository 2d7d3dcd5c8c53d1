//! JSON with positions: the reader under every policy document.
//!
//! A plain deserializer keeps one of two equal keys and forgets where things stood (G-8); this one
//! keeps every member, in order, with its place. Strings are those of the text itself, unless an
//! escape makes them differ.

mod reader;

use std::{borrow::Cow, fmt};

pub use reader::parse;

use super::{Position, Span};

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'t> {
    /// What it is.
    pub value: Json<'t>,
    /// Where it stands.
    pub span: Span,
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json<'t> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it was written.
    Number(&'t str),
    /// A string, with its escapes resolved.
    String(Cow<'t, str>),
    /// An array.
    Array(Vec<Node<'t>>),
    /// An object: every member, in order, equal keys included.
    Object(Vec<Member<'t>>),
}

impl Json<'_> {
    /// What kind of value it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

impl fmt::Display for Json<'_> {
    /// Without any white space between the parts, as the sizes of policies are counted (G-20).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(text) => f.write_str(text),
            Self::String(text) => quoted(f, text),
            Self::Array(items) => {
                f.write_str("[")?;
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        f.write_str(",")?;
                    }
                    write!(f, "{}", item.value)?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (at, member) in members.iter().enumerate() {
                    if at > 0 {
                        f.write_str(",")?;
                    }
                    quoted(f, &member.key)?;
                    write!(f, ":{}", member.value.value)?;
                }
                f.write_str("}")
            }
        }
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            c if u32::from(c) < 0x20 => write!(f, "\\u{:04x}", u32::from(c))?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

/// One member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Member<'t> {
    /// The key, with its escapes resolved.
    pub key: Cow<'t, str>,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node<'t>,
}

/// Why a text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct JsonError {
    /// What is wrong and how to mend it.
    pub message: String,
    /// Where.
    pub position: Position,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> (String, u32, u32) {
        let error = parse(text).unwrap_err();
        (error.message, error.position.line, error.position.column)
    }

    #[test]
    fn equal_keys_are_both_kept_g_8() {
        let Json::Object(members) = parse(r#"{"a":1,"a":2}"#).unwrap().value else { panic!() };
        assert_eq!(members.len(), 2);
    }

    #[test]
    fn places_count_characters() {
        let node = parse("{\n  \"é\": [1, \"x\"]}").unwrap();
        let Json::Object(members) = node.value else { panic!() };
        let Json::Array(items) = &members[0].value.value else { panic!() };
        assert_eq!((items[1].span.start.line, items[1].span.start.column), (2, 12));
    }

    #[test]
    fn errors_say_where() {
        assert_eq!(
            error("{\n \"a\" 1}"),
            ("expected a colon behind the key, found `1`".into(), 2, 6)
        );
        assert_eq!(error("{\"a\":1,}").0, "expected a key in double quotes, found `}`");
        assert_eq!(error("[1").0, "the text ends where a comma or the closing bracket should be");
        assert_eq!(error("\"abc").1, 1);
        assert!(error("01").0.contains("not a number"));
        assert!(parse(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn space_may_stand_between_everything() {
        for text in
            [" { } ", "[ ]", "\u{feff}[ ]", "[ 1 , 2 ]", "{ \"a\" : { } , \"b\" : [ ] }\r\n\t"]
        {
            assert!(parse(text).is_ok(), "{text}");
        }
        assert!(
            parse("\u{ff9f}[]").is_err() && parse("[]\u{a0}").is_err() && parse("[] []").is_err()
        );
    }

    #[test]
    fn numbers_are_those_of_json() {
        for text in ["0", "-0", "10", "1.5", "0.25", "1e5", "1E-5", "2.5e+10", "-1.25E9"] {
            assert_eq!(parse(text).unwrap().value, Json::Number(text));
        }
        for text in
            ["01", "-", "1.", ".5", "1e", "1e+", "+1", "1-2", "1.5.2", "--1", "1e5e5", "1e.5"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn columns_behind_a_text_count_its_characters() {
        let node = parse(r#"["aé😀", 1]"#).unwrap();
        let Json::Array(items) = node.value else { panic!() };
        assert_eq!(items[1].span.start.column, 9);
    }

    #[test]
    fn every_escape_is_known() {
        let text = r#""\"\\\/\b\f\n\r\t\u00e9""#;
        let wanted = "\"\\/\u{8}\u{c}\n\r\té";
        assert_eq!(parse(text).unwrap().value, Json::String(wanted.into()));
    }

    #[test]
    fn escapes_and_surrogates() {
        assert_eq!(
            parse(r#""\u0041\ud83d\ude00\u0000""#).unwrap().value,
            Json::String("A😀\0".into())
        );
        assert!(parse(r#""\ud83d""#).is_err());
        assert!(parse(r#""\q""#).is_err());
    }
}
