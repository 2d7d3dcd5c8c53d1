//! A tree of texts, lists and maps in which every node knows its place.

use serde_json::{Map, Number, Value};

use super::place::Place;

/// One node and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it begins.
    pub place: Place,
    /// What it is.
    pub content: Content,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// `null`, `~` or nothing at all.
    Nothing,
    /// Text that could be a number or a truth as well: it stood there without quotes.
    Plain(String),
    /// Text that is text.
    Quoted(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values, in the order they stand in.
    Map(Vec<Entry>),
}

/// One key and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where the key stands.
    pub place: Place,
    /// The key.
    pub key: String,
    /// Its value.
    pub value: Node,
}

impl Node {
    /// A node that stands where `place` says.
    pub fn new(place: &Place, content: Content) -> Self {
        Self { place: place.clone(), content }
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Plain(text) | Content::Quoted(text) => Some(text),
            _ => None,
        }
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Content::Map(entries) = &self.content else { return None };
        entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// Takes the value under a key out.
    pub fn take(&mut self, key: &str) -> Option<Self> {
        let Content::Map(entries) = &mut self.content else { return None };
        let at = entries.iter().position(|entry| entry.key == key)?;
        Some(entries.remove(at).value)
    }

    /// Puts a value under a key, at the end unless the key is there.
    pub fn set(&mut self, key: &str, value: Self) {
        let Content::Map(entries) = &mut self.content else { return };
        match entries.iter_mut().find(|entry| entry.key == key) {
            Some(entry) => entry.value = value,
            None => entries.push(Entry { place: value.place.clone(), key: key.to_owned(), value }),
        }
    }

    /// Puts a text under a key that is not there yet, before all others.
    pub fn put_first(&mut self, key: &str, text: &str) {
        let value = Self::new(&self.place, Content::Quoted(text.to_owned()));
        let Content::Map(entries) = &mut self.content else { return };
        entries.insert(0, Entry { place: value.place.clone(), key: key.to_owned(), value });
    }

    /// Puts a text under a key.
    pub fn set_text(&mut self, key: &str, text: impl Into<String>) {
        let value = Self::new(&self.place, Content::Quoted(text.into()));
        self.set(key, value);
    }

    /// The JSON value that it says. Plain scalars are what YAML's core schema takes them for.
    pub fn to_json(&self) -> Value {
        match &self.content {
            Content::Nothing => Value::Null,
            Content::Plain(text) => plain_value(text),
            Content::Quoted(text) => Value::String(text.clone()),
            Content::List(items) => items.iter().map(Self::to_json).collect(),
            Content::Map(entries) => {
                let pairs = entries.iter().map(|e| (e.key.clone(), e.value.to_json()));
                Value::Object(pairs.collect::<Map<_, _>>())
            }
        }
    }

    /// The node that says a JSON value.
    pub fn from_json(place: &Place, value: Value) -> Self {
        let content = match value {
            Value::Null => Content::Nothing,
            Value::Bool(truth) => Content::Plain(truth.to_string()),
            Value::Number(number) => Content::Plain(number.to_string()),
            Value::String(text) => Content::Quoted(text),
            Value::Array(items) => {
                Content::List(items.into_iter().map(|v| Self::from_json(place, v)).collect())
            }
            Value::Object(pairs) => {
                let entry = |(key, value)| Entry {
                    place: place.clone(),
                    key,
                    value: Self::from_json(place, value),
                };
                Content::Map(pairs.into_iter().map(entry).collect())
            }
        };
        Self::new(place, content)
    }

    /// Whether it is neither a list nor a map.
    pub fn scalar(&self) -> bool {
        !matches!(self.content, Content::List(_) | Content::Map(_))
    }

    /// Characters it takes on one line, roughly.
    pub fn width(&self) -> usize {
        match &self.content {
            Content::Nothing => 4,
            Content::Plain(text) | Content::Quoted(text) => text.len() + 2,
            Content::List(items) => items.iter().map(Self::width).sum(),
            Content::Map(entries) => {
                entries.iter().map(|e| e.key.len() + e.value.width() + 2).sum()
            }
        }
    }
}

/// What YAML's core schema takes an unquoted scalar for.
pub fn plain_value(text: &str) -> Value {
    match text {
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let number = digits.starts_with(|c: char| c.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0') || digits.starts_with("0."));
    match text.parse::<Number>() {
        Ok(parsed) if number => Value::Number(parsed),
        _ => Value::String(text.to_owned()),
    }
}
