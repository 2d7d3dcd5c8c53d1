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
/// the other. Each is read when it is asked for, and by itself: behind one that is no JSON, reading
/// goes on at the next line that begins with an opening brace.
pub fn read<T: AsRef<[u8]> + ?Sized>(text: &T) -> Scenarios<'_> {
    Scenarios {
        text: text.as_ref(),
        at: 0,
        within: Within::Nothing,
        line_by_line_until: 0,
        place: Place { offset: 0, line: 1, column: 1 },
    }
}

/// The scenarios in a text, see [`read`].
#[derive(Debug, Clone)]
pub struct Scenarios<'t> {
    text: &'t [u8],
    /// What has not been read yet begins here.
    at: usize,
    within: Within,
    /// What cannot be read may have swallowed what begins on the lines up to here: on them, each
    /// scenario has to stand on a line of its own. So no text is gone through again and again.
    line_by_line_until: usize,
    /// The furthest place whose line and column are known.
    place: Place,
}

/// Where the next scenario is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Nothing has been read yet.
    Nothing,
    /// One after the other.
    Stream,
    /// In an array, before its first item.
    Opened,
    /// In an array, behind an item.
    Items,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    offset: usize,
    line: usize,
    column: usize,
}

impl Place {
    /// Goes through a text from here; columns count characters.
    fn advance(&mut self, text: &[u8]) {
        for byte in text {
            match byte {
                b'\n' => (self.line, self.column) = (self.line + 1, 1),
                // The second and further bytes of a character.
                0x80..=0xbf => {}
                _ => self.column += 1,
            }
        }
        self.offset += text.len();
    }
}

impl Iterator for Scenarios<'_> {
    type Item = Result<Scenario, ScenarioError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.find_next() {
            Ok(true) => Some(self.scenario()),
            Ok(false) => None,
            Err(error) => {
                self.skip_to_next_line();
                Some(Err(error))
            }
        }
    }
}

impl Scenarios<'_> {
    /// Goes to where the next scenario begins, if there is one.
    fn find_next(&mut self) -> Result<bool, ScenarioError> {
        if self.within == Within::Nothing {
            let marked = self.text.starts_with("\u{feff}".as_bytes());
            self.at = if marked { 3 } else { 0 };
            self.within = Within::Stream;
            if self.skip_space() == Some(b'[') {
                self.at += 1;
                self.within = Within::Opened;
            }
        }
        match (self.within, self.skip_space()) {
            (Within::Nothing | Within::Stream, None) => Ok(false),
            (Within::Nothing | Within::Stream, Some(_)) => Ok(true),
            (Within::Opened | Within::Items, Some(b']')) => {
                self.at += 1;
                self.within = Within::Stream;
                match self.skip_space() {
                    None => Ok(false),
                    Some(_) => Err(self.error_here("there is more behind the end of the array")),
                }
            }
            (Within::Opened, Some(_)) => {
                self.within = Within::Items;
                Ok(true)
            }
            (Within::Items, Some(b',')) => {
                self.at += 1;
                self.skip_space();
                Ok(true)
            }
            (Within::Opened | Within::Items, None) => {
                self.within = Within::Stream;
                Err(self.error_here("the array is never closed: end it with ]"))
            }
            (Within::Items, Some(_)) => {
                Err(self.error_here("expected a comma or the closing bracket"))
            }
        }
    }

    /// The first byte that is no white space, if there is any.
    fn skip_space(&mut self) -> Option<u8> {
        let rest = &self.text[self.at..];
        let space = rest.iter().take_while(|byte| b" \t\r\n".contains(byte)).count();
        self.at += space;
        rest.get(space).copied()
    }

    /// Behind what is no JSON: the next line that begins an object, as if a comma had been there.
    fn skip_to_next_line(&mut self) {
        let rest = &self.text[self.at..];
        let found = rest.windows(2).position(|pair| pair == b"\n{");
        self.at = found.map_or(self.text.len(), |line| self.at + line + 1);
        if self.within == Within::Items {
            self.within = if found.is_some() { Within::Opened } else { Within::Stream };
        }
    }

    fn scenario(&mut self) -> Result<Scenario, ScenarioError> {
        let mut rest = &self.text[self.at..];
        if self.at < self.line_by_line_until {
            rest = rest.split(|byte| *byte == b'\n').next().unwrap_or(rest);
        }
        let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<&RawValue>();
        let value = values.next().unwrap_or_else(|| serde_json::from_slice(rest));
        let behind = self.at + values.byte_offset();
        let raw = match value {
            Ok(raw) => raw.get(),
            Err(error) => {
                self.line_by_line_until =
                    self.line_by_line_until.max(self.at + offset_in(rest, &error));
                let error = self.fault(rest, None, &error);
                self.skip_to_next_line();
                return Err(error);
            }
        };
        let read = serde_json::from_str::<ScenarioForm<'_>>(raw)
            .map_err(|error| self.fault(raw.as_bytes(), id_of(raw), &error))
            .and_then(|form| {
                let id = form.id.clone();
                build::build(form)
                    .map_err(|message| ScenarioError { id, ..self.error_here(message) })
            });
        self.at = behind;
        read
    }

    /// What the JSON reader complains about in a stretch of the text that begins here.
    fn fault(
        &mut self,
        stretch: &[u8],
        id: Option<String>,
        error: &serde_json::Error,
    ) -> ScenarioError {
        let offset = self.at + offset_in(stretch, error);
        let text = error.to_string();
        let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
        ScenarioError { id, ..self.error_at(offset, message) }
    }

    fn error_here(&mut self, message: impl Into<String>) -> ScenarioError {
        self.error_at(self.at, message)
    }

    /// An error at an offset that has not been left behind.
    fn error_at(&mut self, offset: usize, message: impl Into<String>) -> ScenarioError {
        self.place.advance(&self.text[self.place.offset..self.at]);
        let mut place = self.place;
        place.advance(&self.text[self.at..offset.min(self.text.len())]);
        ScenarioError { id: None, line: place.line, column: place.column, message: message.into() }
    }
}

/// Where in a text the JSON reader stopped, in bytes.
fn offset_in(text: &[u8], error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive(|byte| *byte == b'\n');
    let before: usize = lines.take(error.line().saturating_sub(1)).map(<[u8]>::len).sum();
    before + error.column().saturating_sub(1)
}

/// The id of something that is no scenario otherwise.
fn id_of(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        id: String,
    }
    serde_json::from_str::<Named>(text).ok().map(|named| named.id)
}
