//! Reading nodes and collecting every fault on the way.

use std::{fmt::Display, str::FromStr, sync::Arc};

use crate::{
    factory::{
        condition::Condition,
        error::{TemplateError, TemplateProblem as Problem},
        form::{Choice, Whole},
        parameter::Parameter,
        suggest::nearest,
        text::{ACCOUNT_ID, Text},
        yaml::{Content, Key, Node},
    },
    policy::Position,
};

/// A node and the way to it from the top: `spec.roles[0]`.
#[derive(Debug, Clone)]
pub(super) struct Element<'n> {
    pub(super) path: String,
    pub(super) node: &'n Node,
}

/// The fields of a mapping that have not been taken yet.
pub(super) struct Fields<'n> {
    pub(super) path: String,
    at: Position,
    left: Vec<(&'n Key, &'n Node)>,
    known: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// A field, if it is there and holds something.
    pub(super) fn take(&mut self, name: &'static str) -> Option<Element<'n>> {
        self.known.push(name);
        let index = self.left.iter().position(|(key, _)| key.name == name)?;
        let (_, node) = self.left.remove(index);
        let path = join(&self.path, name);
        (node.content != Content::Null).then_some(Element { path, node })
    }

    /// The fields nobody has taken, whatever their names.
    pub(super) fn rest(&mut self) -> Vec<(&'n Key, Element<'n>)> {
        let path = &self.path;
        let element =
            |(key, node): (&'n Key, &'n Node)| (key, Element { path: join(path, &key.name), node });
        std::mem::take(&mut self.left).into_iter().map(element).collect()
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// A reading in progress: the faults so far, and the parameters that texts may mention.
pub(super) struct Reading {
    pub(super) file: Arc<str>,
    pub(super) faults: Vec<TemplateError>,
    pub(super) parameters: Vec<Parameter>,
}

impl Reading {
    pub(super) fn fault(&mut self, at: Position, element: &str, problem: impl Into<Problem>) {
        let element = if element.is_empty() { "template" } else { element }.to_owned();
        self.faults.push(TemplateError {
            file: self.file.clone(),
            at,
            element,
            problem: problem.into(),
        });
    }

    fn shape(&mut self, element: &Element, wanted: &'static str) {
        let found = element.node.content.shape();
        self.fault(element.node.at, &element.path, Problem::Shape { found, wanted });
    }

    /// The fields of a mapping.
    pub(super) fn fields<'n>(&mut self, element: &Element<'n>) -> Option<Fields<'n>> {
        let Content::Map(pairs) = &element.node.content else {
            self.shape(element, "a mapping");
            return None;
        };
        let mut left: Vec<(&Key, &Node)> = Vec::new();
        for (key, node) in pairs {
            if left.iter().any(|(seen, _)| seen.name == key.name) {
                self.fault(key.at, &element.path, Problem::Twice(key.name.clone()));
            } else {
                left.push((key, node));
            }
        }
        let (path, at) = (element.path.clone(), element.node.at);
        Some(Fields { path, at, left, known: Vec::new() })
    }

    /// A field that has to be there.
    pub(super) fn required<'n>(
        &mut self,
        fields: &mut Fields<'n>,
        name: &'static str,
    ) -> Option<Element<'n>> {
        let found = fields.take(name);
        if found.is_none() {
            self.fault(fields.at, &fields.path, Problem::Missing(name));
        }
        found
    }

    /// The end of a mapping: whatever is left is unknown.
    pub(super) fn finish(&mut self, fields: Fields) {
        for (key, _) in fields.left {
            let near = nearest(&key.name, fields.known.iter().copied());
            let known = fields.known.join(", ");
            let problem = Problem::UnknownField { field: key.name.clone(), near, known };
            self.fault(key.at, &fields.path, problem);
        }
    }

    /// Keys and values of a mapping with keys of one's own choice.
    pub(super) fn pairs<'n>(&mut self, element: &Element<'n>) -> Vec<(&'n Key, Element<'n>)> {
        self.fields(element).map(|mut fields| fields.rest()).unwrap_or_default()
    }

    /// The items of a list.
    pub(super) fn items<'n>(&mut self, element: &Element<'n>) -> Vec<Element<'n>> {
        let Content::List(items) = &element.node.content else {
            self.shape(element, "a list");
            return Vec::new();
        };
        let item = |(index, node)| Element { path: format!("{}[{index}]", element.path), node };
        items.iter().enumerate().map(item).collect()
    }

    /// A single value.
    pub(super) fn scalar<'n>(&mut self, element: &Element<'n>) -> Option<&'n str> {
        if let Content::Scalar(text) = &element.node.content {
            return Some(text);
        }
        self.shape(element, "a single value");
        None
    }

    /// A single value of a type that knows its own form.
    pub(super) fn parsed<T>(&mut self, element: &Element) -> Option<T>
    where
        T: FromStr<Err: Display>,
    {
        let text = self.scalar(element)?;
        text.parse().map_err(|error: T::Err| self.value(element, &error)).ok()
    }

    /// A whole number.
    pub(super) fn number<T: TryFrom<i64>>(&mut self, element: &Element) -> Option<T> {
        self.parsed::<Whole<T>>(element).map(|whole| whole.0)
    }

    /// `true` or `false`.
    pub(super) fn choice(&mut self, element: &Element) -> Option<bool> {
        self.parsed::<Choice>(element).map(|choice| choice.0)
    }

    /// Says why a value cannot be read.
    pub(super) fn value(&mut self, element: &Element, error: &dyn Display) {
        self.fault(element.node.at, &element.path, Problem::Value(error.to_string()));
    }

    /// A text in which single values of parameters may be used.
    pub(super) fn text(&mut self, element: &Element) -> Option<Text> {
        let text = self.open_text(element)?;
        for hole in text.holes() {
            let several = |p: &&Parameter| p.name == hole && p.kind.holds_several();
            if self.parameters.iter().find(several).is_some() {
                self.fault(text.at, &element.path, Problem::Several(hole.to_owned()));
            }
        }
        Some(text)
    }

    /// A text whose parameters may hold several values.
    fn open_text(&mut self, element: &Element) -> Option<Text> {
        let text = self.unchecked_text(element)?;
        for hole in text.holes() {
            self.known(element, hole);
        }
        Some(text)
    }

    /// A text whose holes are still to be compared with the parameters.
    pub(super) fn unchecked_text(&mut self, element: &Element) -> Option<Text> {
        let scalar = self.scalar(element)?;
        Text::parse(scalar, element.node.at)
            .map_err(|bad| self.fault(element.node.at, &element.path, bad))
            .ok()
    }

    /// Whether there is such a parameter, and if not, a fault.
    pub(super) fn known(&mut self, element: &Element, name: &str) -> bool {
        let known = name == ACCOUNT_ID || self.parameters.iter().any(|p| p.name == name);
        if !known {
            let near = nearest(name, self.parameters.iter().map(|p| p.name.as_str()));
            let problem = Problem::NoParameter { name: name.to_owned(), near };
            self.fault(element.node.at, &element.path, problem);
        }
        known
    }

    /// A text that has to be a `T` once it is filled. Without holes it is looked at right now.
    pub(super) fn typed<T>(&mut self, element: &Element) -> Option<Text>
    where
        T: FromStr<Err: Display>,
    {
        let text = self.text(element)?;
        if let Some(Err(error)) = text.literal().map(str::parse::<T>) {
            self.value(element, &error);
        }
        Some(text)
    }

    /// A list of texts, or one text alone.
    pub(super) fn texts<T>(&mut self, element: &Element) -> Vec<Text>
    where
        T: FromStr<Err: Display>,
    {
        let items = match &element.node.content {
            Content::Scalar(_) => vec![element.clone()],
            _ => self.items(element),
        };
        items.iter().filter_map(|item| self.listed::<T>(item)).collect()
    }

    /// One text of a list: a hole alone may bring several values.
    fn listed<T>(&mut self, item: &Element) -> Option<Text>
    where
        T: FromStr<Err: Display>,
    {
        let alone = self.unchecked_text(item)?.only_hole().is_some();
        if alone { self.open_text(item) } else { self.typed::<T>(item) }
    }

    /// A condition on declared parameters.
    pub(super) fn condition(&mut self, element: &Element) -> Option<Condition> {
        let text = self.scalar(element)?;
        let condition = match Condition::parse(text) {
            Ok(condition) => condition,
            Err(bad) => {
                self.fault(element.node.at, &element.path, bad);
                return None;
            }
        };
        for test in condition.tests() {
            if self.known(element, &test.parameter) {
                self.case(element, &test.parameter, &test.value);
            }
        }
        Some(condition)
    }

    /// Whether a parameter can have a value, as far as its kind lists the values.
    pub(super) fn case(&mut self, element: &Element, parameter: &str, case: &str) {
        let declared = self.parameters.iter().find(|p| p.name == parameter);
        let Some(cases) = declared.and_then(|parameter| parameter.kind.cases()) else { return };
        if !cases.iter().any(|known| known == case) {
            let near = nearest(case, cases.iter().map(String::as_str));
            let (case, parameter) = (case.to_owned(), parameter.to_owned());
            let problem = Problem::NoSuchCase { case, parameter, near };
            self.fault(element.node.at, &element.path, problem);
        }
    }
}
