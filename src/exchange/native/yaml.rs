//! YAML: from a text to a tree, and from a tree to a text.

use std::sync::Arc;

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_saphyr::{
    FlowMap, FlowSeq,
    granit_parser::{Event, Marker, Parser, ScalarStyle, Span, StrInput},
};

use super::{
    node::{Content, Entry, Node, plain_value},
    place::{FileError, Place},
};

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
    events: Parser<'a, StrInput<'a>>,
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
