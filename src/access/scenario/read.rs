//! From a text to scenarios, each by itself: what cannot be read stops none of the others.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Scenario, build, form::ScenarioForm};

/// Why a scenario cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct ScenarioError {
    /// The scenario's id, as far as that could be read.
    pub id: Option<String>,
    /// The line, from one.
    pub line: usize,
    /// The column in characters, from one.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

/// The scenarios in a text, in their order: one object, an array of objects, or one object after
/// the other. Never fails as a whole: each is read by itself.
pub fn read(text: &str) -> Vec<Result<Scenario, ScenarioError>> {
    let mut reader = Reader { text, place: Place { offset: 0, line: 1, column: 1 } };
    let start = reader.next_value(0);
    if text[start..].starts_with('[') { reader.array(start) } else { reader.stream(start) }
}

struct Reader<'t> {
    text: &'t str,
    /// The furthest place whose line and column are known.
    place: Place,
}

#[derive(Clone, Copy)]
struct Place {
    offset: usize,
    line: usize,
    column: usize,
}

impl<'t> Reader<'t> {
    /// Where the next value begins, white space and byte order marks skipped.
    fn next_value(&self, from: usize) -> usize {
        let skipped = |c: char| c.is_whitespace() || c == '\u{feff}';
        self.text[from..].find(|c| !skipped(c)).map_or(self.text.len(), |at| from + at)
    }

    fn array(&mut self, start: usize) -> Vec<Result<Scenario, ScenarioError>> {
        match serde_json::from_str::<Vec<&RawValue>>(&self.text[start..]) {
            Ok(items) => {
                let first = self.text.as_ptr().addr();
                items
                    .into_iter()
                    .map(|item| self.scenario(item.get().as_ptr().addr() - first, item.get()))
                    .collect()
            }
            Err(error) => vec![Err(self.fault(start, None, &error))],
        }
    }

    fn stream(&mut self, start: usize) -> Vec<Result<Scenario, ScenarioError>> {
        let mut found = Vec::new();
        let mut at = start;
        while at < self.text.len() {
            let mut values =
                serde_json::Deserializer::from_str(&self.text[at..]).into_iter::<&RawValue>();
            match values.next() {
                Some(Ok(value)) => {
                    let end = at + values.byte_offset();
                    found.push(self.scenario(end - value.get().len(), value.get()));
                    at = self.next_value(end);
                }
                Some(Err(error)) => {
                    found.push(Err(self.fault(at, None, &error)));
                    // The next line that begins an object is the next scenario.
                    at = self.text[at..].find("\n{").map_or(self.text.len(), |line| at + line + 1);
                }
                None => break,
            }
        }
        found
    }

    fn scenario(&mut self, at: usize, text: &'t str) -> Result<Scenario, ScenarioError> {
        match serde_json::from_str::<ScenarioForm<'_>>(text) {
            Err(error) => Err(self.fault(at, id_of(text), &error)),
            Ok(form) => {
                let id = form.id.clone();
                build::build(form).map_err(|message| {
                    let Place { line, column, .. } = self.place_of(at);
                    ScenarioError { id, line, column, message }
                })
            }
        }
    }

    /// What the JSON reader complains about in a stretch of the text that begins at an offset.
    fn fault(&mut self, at: usize, id: Option<String>, error: &serde_json::Error) -> ScenarioError {
        let start = self.place_of(at);
        let column = error.column().max(1);
        let column = if error.line() > 1 { column } else { start.column + column - 1 };
        let text = error.to_string();
        let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
        let line = start.line + error.line().saturating_sub(1);
        ScenarioError { id, line, column, message: message.to_owned() }
    }

    /// Line and column of an offset; offsets only grow.
    fn place_of(&mut self, offset: usize) -> Place {
        for c in self.text[self.place.offset..offset].chars() {
            if c == '\n' {
                self.place.line += 1;
                self.place.column = 1;
            } else {
                self.place.column += 1;
            }
        }
        self.place.offset = offset;
        self.place
    }
}

/// The id of something that is no scenario otherwise.
fn id_of(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        id: String,
    }
    serde_json::from_str::<Named>(text).ok().map(|named| named.id)
}
