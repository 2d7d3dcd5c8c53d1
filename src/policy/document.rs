//! A policy document: a text, interned by content and read when first asked for.

use std::{
    convert::Infallible,
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError, Weak},
};

use foldhash::HashMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    fault::Fault,
    read::{self, Reading},
    statement::Statement,
    text,
};

/// A policy document. Clones are cheap, and equal texts share one body, so that ten thousand
/// accounts with the same policy hold it once and read it once.
#[derive(Clone)]
pub struct Document(Arc<Body>);

struct Body {
    text: Arc<str>,
    reading: OnceLock<Reading>,
}

fn pool() -> &'static Mutex<HashMap<Arc<str>, Weak<Body>>> {
    static POOL: OnceLock<Mutex<HashMap<Arc<str>, Weak<Body>>>> = OnceLock::new();
    POOL.get_or_init(Mutex::default)
}

impl Document {
    /// The document with this text. Never fails.
    pub fn new(text: &str) -> Self {
        let mut pool = pool().lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(body) = pool.get(text).and_then(Weak::upgrade) {
            return Self(body);
        }
        let text: Arc<str> = text.into();
        let body = Arc::new(Body { text: text.clone(), reading: OnceLock::new() });
        pool.insert(text, Arc::downgrade(&body));
        Self(body)
    }

    /// The text as given.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// A number that equal documents share while any of them is in use, for tables by document.
    pub fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    /// What has been understood of it; read at the first call.
    pub fn reading(&self) -> &Reading {
        self.0.reading.get_or_init(|| read::read(&self.0.text))
    }

    /// The statements that could be read.
    pub fn statements(&self) -> &[Statement] {
        &self.reading().statements
    }

    /// Everything that is wrong with it, wherever it is attached.
    pub fn faults(&self) -> &[Fault] {
        &self.reading().faults
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        let mut pool = pool().lock().unwrap_or_else(PoisonError::into_inner);
        // Another body of the same text may have taken its place.
        if let Some((text, held)) = pool.remove_entry(&self.text)
            && held.strong_count() > 0
        {
            pool.insert(text, held);
        }
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.text == other.0.text
    }
}

impl Eq for Document {}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Document").field(&self.0.text).finish()
    }
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.text())
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        text::taken(from, |text| Ok::<_, Infallible>(Self::new(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{fault::Severity, statement::Effect};

    fn errors(text: &str) -> Vec<String> {
        Document::new(text)
            .faults()
            .iter()
            .filter(|fault| fault.severity == Severity::Error)
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn equal_texts_share_one_body() {
        let (a, b) = (Document::new("{}"), Document::new("{}"));
        assert!(Arc::ptr_eq(&a.0, &b.0));
        assert_eq!((a.address(), &a), (b.address(), &b));
        let other = Document::new("[]");
        assert_ne!(a, other);
        assert_ne!(a.address(), other.address());
    }

    #[test]
    fn one_statement_may_stand_without_brackets_g_1_g_7() {
        let document = Document::new(
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#,
        );
        assert_eq!(document.statements().len(), 1);
        assert_eq!(document.statements()[0].effect, Effect::Allow);
        assert!(document.faults().is_empty());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let text = "{\n \"Version\": \"2012-10-17\",\n \"Statement\": [\n  {\"effect\": \"Allow\", \"Action\": \"*\"}]}";
        assert_eq!(
            errors(text),
            [
                "4:4: `effect` is no element of a statement: remove it [INVALID_POLICY_ELEMENT]",
                "4:3: add \"Effect\": \"Allow\" or \"Deny\" [MISSING_EFFECT]",
            ]
        );
        assert_eq!(Document::new(text).reading().unreadable, [0]);
    }

    #[test]
    fn a_statement_with_anything_wrong_is_not_evaluated_g_9() {
        let all = r#""Effect":"Allow","Action":"*","Resource":"*""#;
        for (rest, code) in [
            (r#""Effect":"Allow","Resource":"*""#.to_owned(), "MISSING_ACTION"),
            (r#""Action":"*","Resource":"*""#.to_owned(), "MISSING_EFFECT"),
            (r#""Effect":"allow","Action":"*","Resource":"*""#.to_owned(), "INVALID_EFFECT"),
            (format!(r#"{all},"Comment":"x""#), "INVALID_POLICY_ELEMENT"),
            (format!(r#"{all},"Sid":5"#), "DATA_TYPE_MISMATCH"),
            (format!(r#"{all},"NotResource":["*",5]"#), "UNSUPPORTED_ELEMENT_COMBINATION"),
            (
                format!(r#"{all},"Principal":"*","NotPrincipal":"*""#),
                "UNSUPPORTED_ELEMENT_COMBINATION",
            ),
            (format!(r#"{all},"Principal":"somebody""#), "INVALID_PRINCIPAL_FORMAT"),
            (format!(r#"{all},"Principal":["*"]"#), "INVALID_PRINCIPAL_FORMAT"),
            (format!(r#"{all},"Principal":{{"User":"ann"}}"#), "INVALID_PRINCIPAL_KEY"),
            (format!(r#"{all},"Principal":{{"AWS":5}}"#), "DATA_TYPE_MISMATCH"),
            (format!(r#"{all},"Condition":{{"Bool":{{"aws:x":[null]}}}}"#), "DATA_TYPE_MISMATCH"),
            (format!(r#"{all},"Condition":{{"Bool":"true"}}"#), "DATA_TYPE_MISMATCH"),
        ] {
            let text = format!(r#"{{"Version":"2012-10-17","Statement":[{{{all}}},{{{rest}}}]}}"#);
            let document = Document::new(&text);
            assert_eq!(
                (document.statements().len(), &document.reading().unreadable[..]),
                (1, &[1][..]),
                "{rest}"
            );
            assert!(document.faults()[0].code == code, "{rest}: {:?}", document.faults());
        }
    }

    #[test]
    fn pairs_exclude_each_other_and_keys_stand_once_g_4_g_8() {
        let both = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"a:b","NotAction":"a:c","Resource":"*"}]}"#;
        assert!(errors(both)[0].contains("UNSUPPORTED_ELEMENT_COMBINATION"));
        let twice = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Effect":"Allow","Action":"a:b","Resource":"*"}]}"#;
        assert!(errors(twice)[0].contains("stands twice"));
        let cases = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"a:b","Resource":"*","Condition":{"StringEquals":{"aws:x":"1","AWS:X":"2"}}}]}"#;
        assert!(errors(cases)[0].contains("DUPLICATE_KEYS_WITH_DIFFERENT_CASE"));
    }

    #[test]
    fn rubbish_has_a_reading_too() {
        for text in [
            "",
            "[]",
            "null",
            "{",
            "{\"Statement\":5}",
            "{\"Statement\":[[]]}",
            "{\"Statement\":[],\"Statement\":[]}",
            "{\"Statement\":[],\"Comment\":1}",
            "\u{feff}{}",
        ] {
            let document = Document::new(text);
            assert!(!document.faults().is_empty(), "{text}");
            assert!(
                document.statements().is_empty() && !document.reading().unreadable.is_empty(),
                "{text}"
            );
        }
    }
}
