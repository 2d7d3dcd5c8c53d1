//! Reading shapes so that rubbish costs only itself: a bad element does not take its list along,
//! nor a bad optional field its element, and both are told.

use std::fmt;

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

use super::report::ImportReport;

/// An optional field. Null and the empty text count as absent.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Field<T> {
    #[default]
    Absent,
    Read(T),
    Unreadable(String),
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(from)?;
        if value.is_null() || value.as_str() == Some("") {
            return Ok(Self::Absent);
        }
        Ok(T::deserialize(&value).map_or_else(|why| Self::Unreadable(why.to_string()), Self::Read))
    }
}

/// A list of which each element is read on its own.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct List<T> {
    elements: Vec<Result<T, String>>,
    /// Why it is no list at all.
    broken: Option<String>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { elements: Vec::new(), broken: None }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(from)? {
            Value::Array(values) => Self {
                elements: values
                    .iter()
                    .map(|value| T::deserialize(value).map_err(|why| why.to_string()))
                    .collect(),
                broken: None,
            },
            Value::Null => Self::default(),
            _ => Self { elements: Vec::new(), broken: Some("it should be a list".to_owned()) },
        })
    }
}

/// A file and an element in it. Prints as `file: element`.
#[derive(Debug, Clone)]
pub(super) struct Place {
    file: String,
    element: String,
}

impl Place {
    /// The file as a whole.
    pub fn file(file: &str) -> Self {
        Self { file: file.to_owned(), element: String::new() }
    }

    /// A field of what is here.
    pub fn field(&self, name: impl fmt::Display) -> Self {
        let dot = if self.element.is_empty() { "" } else { "." };
        Self { file: self.file.clone(), element: format!("{}{dot}{name}", self.element) }
    }

    fn number(&self, index: usize) -> Self {
        Self { file: self.file.clone(), element: format!("{}[{index}]", self.element) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.element.is_empty() { Ok(()) } else { write!(f, ": {}", self.element) }
    }
}

/// Where one reads at present, so that what is wrong there can be told.
pub(super) struct Reading<'a> {
    pub report: &'a mut ImportReport,
    pub place: Place,
}

impl Reading<'_> {
    /// The value of an optional field.
    pub fn field<T>(&mut self, name: impl fmt::Display, field: Field<T>) -> Option<T> {
        match field {
            Field::Absent => None,
            Field::Read(value) => Some(value),
            Field::Unreadable(why) => {
                self.report.partial(self.place.field(name), why);
                None
            }
        }
    }

    /// The readable elements of a list.
    pub fn list<T>(&mut self, name: impl fmt::Display, list: List<T>) -> Vec<T> {
        self.numbered(name, list).into_iter().map(|(_, element)| element).collect()
    }

    /// Tells that the thing read here is left out.
    pub fn skip(&mut self, why: impl fmt::Display) {
        self.report.skipped(&self.place, why);
    }

    /// Tells that something of the thing read here is missing.
    pub fn partial(&mut self, why: impl fmt::Display) {
        self.report.partial(&self.place, why);
    }

    /// The readable elements of a list with their places.
    fn numbered<T>(&mut self, name: impl fmt::Display, list: List<T>) -> Vec<(Place, T)> {
        let place = self.place.field(name);
        if let Some(why) = list.broken {
            self.report.skipped(&place, why);
        }
        let mut read = Vec::with_capacity(list.elements.len());
        for (index, element) in list.elements.into_iter().enumerate() {
            let place = place.number(index);
            match element {
                Ok(element) => read.push((place, element)),
                Err(why) => self.report.skipped(place, why),
            }
        }
        read
    }

    /// Hands each readable element of a list over, with the place moved to it.
    pub fn each<T>(
        &mut self,
        name: impl fmt::Display,
        list: List<T>,
        mut take: impl FnMut(T, &mut Reading<'_>),
    ) {
        for (place, element) in self.numbered(name, list) {
            take(element, &mut Reading { report: self.report, place });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Shape {
        #[serde(default)]
        count: Field<u8>,
        #[serde(default)]
        names: List<String>,
    }

    fn read(json: &str) -> (Option<u8>, Vec<String>, Vec<String>) {
        let shape: Shape = serde_json::from_str(json).unwrap();
        let mut report = ImportReport::default();
        let mut reading = Reading { report: &mut report, place: Place::file("x.json") };
        let count = reading.field("count", shape.count);
        let names = reading.list("names", shape.names);
        (count, names, report.problems.into_iter().map(|problem| problem.place).collect())
    }

    #[test]
    fn what_is_absent_is_no_problem() {
        let nothing = (None, Vec::new(), Vec::new());
        assert_eq!(read("{}"), nothing);
        assert_eq!(read(r#"{"count":null,"names":null}"#), nothing);
        assert_eq!(read(r#"{"count":"","names":[]}"#), nothing);
    }

    #[test]
    fn a_bad_element_costs_only_itself() {
        let (count, names, problems) = read(r#"{"count":999,"names":["a",7,"b"]}"#);
        assert_eq!(count, None);
        assert_eq!(names, ["a", "b"]);
        assert_eq!(problems, ["x.json: count", "x.json: names[1]"]);
    }

    #[test]
    fn what_is_no_list_is_told() {
        let (_, names, problems) = read(r#"{"names":{"a":1}}"#);
        assert!(names.is_empty());
        assert_eq!(problems, ["x.json: names"]);
    }
}
