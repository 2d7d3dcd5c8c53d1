//! Policy documents in the three forms that the AWS CLI and its relatives print them in (J-6).

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;

use crate::policy::Document;

/// The text of a policy document; nothing where the answer holds an empty text (J-28).
///
/// A text is kept as it is, so that positions in it stay true. A percent-encoded text is decoded;
/// `+` is not a space there. An object is printed, one member to a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Text(pub Option<Document>);

impl Text {
    fn from_text(text: &str) -> Result<Self, std::str::Utf8Error> {
        let bare = text.trim();
        if bare.is_empty() {
            return Ok(Self(None));
        }
        let readable = bare.starts_with(['{', '[', '"']);
        if readable || !bare.contains('%') {
            return Ok(Self(Some(Document::new(text))));
        }
        let decoded = percent_decode_str(bare).decode_utf8()?;
        Ok(Self(Some(Document::new(&decoded))))
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Value::deserialize(from)? {
            Value::String(text) => Self::from_text(&text)
                .map_err(|_| D::Error::custom("the percent-encoded policy document is not UTF-8")),
            object @ Value::Object(_) => Ok(Self(Some(Document::new(&format!("{object:#}"))))),
            other => Err(D::Error::custom(format!(
                "a policy document is an object or a text, not {other}"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> Option<String> {
        let text: Text = serde_json::from_str(json).unwrap();
        text.0.map(|document| document.text().to_owned())
    }

    #[test]
    fn a_text_is_kept_as_it_is() {
        let json = r#""{\"Version\": \"2012-10-17\",  \"Id\": \"50%20+\"}""#;
        assert_eq!(text(json).unwrap(), r#"{"Version": "2012-10-17",  "Id": "50%20+"}"#);
    }

    #[test]
    fn percent_encoding_is_undone_and_plus_is_no_space() {
        let json = r#""%7B%22Id%22%3A%22a+b%20c%25%C3%BC%22%7D""#;
        assert_eq!(text(json).unwrap(), r#"{"Id":"a+b c%ü"}"#);
    }

    #[test]
    fn an_object_is_printed_in_its_own_order() {
        let json = r#"{"Version":"2012-10-17","Id":"z","Statement":[]}"#;
        assert_eq!(
            text(json).unwrap(),
            "{\n  \"Version\": \"2012-10-17\",\n  \"Id\": \"z\",\n  \"Statement\": []\n}"
        );
    }

    #[test]
    fn an_empty_text_is_no_document() {
        assert_eq!(text(r#""""#), None);
        assert_eq!(text(r#"" ""#), None);
    }

    #[test]
    fn other_things_are_refused() {
        for json in ["7", "[]", "true", r#""%FF%FE""#] {
            assert!(serde_json::from_str::<Text>(json).is_err(), "{json}");
        }
    }
}
