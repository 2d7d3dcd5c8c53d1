//! A policy document: a text, interned by content and read when first asked for.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError, Weak},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A policy document. Clones are cheap, and equal texts share one body, so that ten thousand
/// accounts with the same policy hold it once and read it once.
#[derive(Clone)]
pub struct Document(Arc<Body>);

struct Body {
    text: Arc<str>,
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
        let body = Arc::new(Body { text: text.clone() });
        pool.insert(text, Arc::downgrade(&body));
        Self(body)
    }

    /// The text as given.
    pub fn text(&self) -> &str {
        &self.0.text
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        let mut pool = pool().lock().unwrap_or_else(PoisonError::into_inner);
        if pool.get(&self.text).is_some_and(|held| held.strong_count() == 0) {
            pool.remove(&self.text);
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
        Ok(Self::new(&String::deserialize(from)?))
    }
}
