//! YAML as a tree in which every node knows its place.

use std::sync::Arc;

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Number, Value};
use serde_saphyr::{
    FlowMap, FlowSeq,
    granit_parser::{Event, Marker, Parser, ScalarStyle, Span},
};

use super::place::{FileError, Place};

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

    fn scalar(&self) -> bool {
        !matches!(self.content, Content::List(_) | Content::Map(_))
    }

    /// Characters it takes on one line, roughly.
    fn width(&self) -> usize {
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

/// The widest list or map of scalars that is written on one line.
const ONE_LINE: usize = 90;

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match &self.content {
            Content::Nothing => to.serialize_unit(),
            Content::Plain(text) => plain_value(text).serialize(to),
            Content::Quoted(text) => to.serialize_str(text),
            Content::List(items) => {
                if items.iter().all(Self::scalar) {
                    FlowSeq(items).serialize(to)
                } else {
                    items.serialize(to)
                }
            }
            Content::Map(entries) => {
                if entries.iter().all(|e| e.value.scalar()) && self.width() < ONE_LINE {
                    FlowMap(Entries(entries)).serialize(to)
                } else {
                    Entries(entries).serialize(to)
                }
            }
        }
    }
}

struct Entries<'a>(&'a [Entry]);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for entry in self.0 {
            map.serialize_entry(&entry.key, &entry.value)?;
        }
        map.end()
    }
}

/// Reads one YAML document; all that is wrong with it, if anything is.
pub fn parse(file: &str, text: &str) -> Result<Node, Vec<FileError>> {
    let file: Arc<str> = file.into();
    let mut reader = Reader { events: Parser::new_from_str(text), errors: Vec::new(), file };
    let node = reader.document();
    match node {
        Ok(node) if reader.errors.is_empty() => Ok(node),
        Ok(_) => Err(reader.errors),
        Err(error) => {
            reader.errors.push(error);
            Err(reader.errors)
        }
    }
}

struct Reader<'a> {
    events: Parser<'a, serde_saphyr::granit_parser::StrInput<'a>>,
    errors: Vec<FileError>,
    file: Arc<str>,
}

impl<'a> Reader<'a> {
    fn place(&self, mark: &Marker) -> Place {
        Place { file: self.file.clone(), line: mark.line(), column: mark.col() + 1 }
    }

    fn next(&mut self) -> Result<(Event<'a>, Span), FileError> {
        loop {
            match self.events.next_event() {
                Some(Ok((Event::Comment(..), _))) => {}
                Some(Ok(event)) => return Ok(event),
                Some(Err(error)) => {
                    let message = format!("{}; mend the YAML", error.info());
                    return Err(FileError::new(&self.place(error.marker()), message));
                }
                None => {
                    let end = Place::file(&self.file);
                    return Err(FileError::new(&end, "the file ends too early; complete it"));
                }
            }
        }
    }

    fn document(&mut self) -> Result<Node, FileError> {
        let start = Place { file: self.file.clone(), line: 1, column: 1 };
        let mut root = None;
        loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentEnd, _) => {}
                (Event::StreamEnd, _) => {
                    return Ok(root.unwrap_or(Node::new(&start, Content::Nothing)));
                }
                (Event::DocumentStart(..), span) if root.is_some() => {
                    let message = "a second document begins; keep one to a file";
                    return Err(FileError::new(&self.place(&span.start), message));
                }
                (Event::DocumentStart(..), _) => {
                    let event = self.next()?;
                    root = Some(self.node(event)?);
                }
                (_, span) => {
                    let message = "this stands outside of any document; remove it";
                    return Err(FileError::new(&self.place(&span.start), message));
                }
            }
        }
    }

    fn node(&mut self, (event, span): (Event<'a>, Span)) -> Result<Node, FileError> {
        let place = self.place(&span.start);
        let content = match event {
            Event::Scalar(text, ScalarStyle::Plain, ..) => match &*text {
                "" | "~" | "null" | "Null" | "NULL" => Content::Nothing,
                _ => Content::Plain(text.into_owned()),
            },
            Event::Scalar(text, ..) => Content::Quoted(text.into_owned()),
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break Content::List(items),
                        event => items.push(self.node(event)?),
                    }
                }
            }
            Event::MappingStart(..) => self.map()?,
            _ => {
                let message = "aliases are not understood here; write the value out";
                return Err(FileError::new(&place, message));
            }
        };
        Ok(Node { place, content })
    }

    fn map(&mut self) -> Result<Content, FileError> {
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let event = match self.next()? {
                (Event::MappingEnd, _) => return Ok(Content::Map(entries)),
                event => event,
            };
            let key = self.node(event)?;
            let Some(text) = key.text().map(ToOwned::to_owned) else {
                return Err(FileError::new(&key.place, "the key is no text; write a name"));
            };
            if entries.iter().any(|entry| entry.key == text) {
                let message = format!("`{text}` is there twice; keep one of the two");
                self.errors.push(FileError::new(&key.place, message));
            }
            let event = self.next()?;
            let value = self.node(event)?;
            entries.push(Entry { place: key.place, key: text, value });
        }
    }
}
