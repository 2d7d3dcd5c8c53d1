//! Reading the declarations of parameters.

use std::{fmt::Display, str::FromStr};

use super::node::{Element, Fields, Reading};
use crate::factory::{
    duration::Duration,
    error::TemplateProblem as Problem,
    form::Whole,
    parameter::{Bounds, Given, Kind, Parameter},
    suggest::nearest,
    text::{ACCOUNT_ID, Text, is_name},
    yaml::{Content, Key},
};

const KINDS: [&str; 16] = [
    "string",
    "int",
    "bool",
    "enum",
    "email",
    "cidr",
    "region",
    "ou",
    "group",
    "permission_set",
    "policy",
    "principal",
    "money",
    "duration",
    "oidc_subject",
    "map",
];

impl Reading {
    /// Reads all declarations. Whoever reads texts afterwards may mention what they declare.
    pub(super) fn declare(&mut self, element: &Element) {
        let pairs = self.pairs(element);
        let all: Vec<&str> = pairs.iter().map(|(key, _)| key.name.as_str()).collect();
        for (key, declaration) in &pairs {
            if let Some(parameter) = self.parameter(key, declaration, &all) {
                self.parameters.push(parameter);
            }
        }
    }

    fn parameter(&mut self, key: &Key, element: &Element, all: &[&str]) -> Option<Parameter> {
        if !is_name(&key.name) || key.name == ACCOUNT_ID {
            let name = &key.name;
            let message = format!(
                "`{name}` cannot be a parameter: write small letters, digits and _, beginning with a letter, and not {ACCOUNT_ID}"
            );
            self.fault(key.at, &element.path, Problem::Value(message));
        }
        let mut fields = self.fields(element)?;
        let named = self.required(&mut fields, "type").and_then(|it| self.kind_name(&it));
        let kind = named.as_ref().and_then(|name| self.parameter_kind(name, element, &mut fields));
        let description = fields.take("description").and_then(|it| self.scalar(&it));
        let default = fields.take("default").and_then(|it| self.default(&it, all));
        let about = |kind: &Kind| match kind {
            Kind::List { of, .. } => (**of).clone(),
            other => other.clone(),
        };
        let named = kind.as_ref().map(about);
        let unique = match &named {
            Some(Kind::Email | Kind::String { .. }) => {
                fields.take("unique").is_some_and(|it| self.unique(&it))
            }
            _ => false,
        };
        let nameable = named.as_ref().is_some_and(|kind| {
            matches!(
                kind,
                Kind::Ou | Kind::Group | Kind::PermissionSet | Kind::Policy | Kind::Principal
            )
        });
        let must_exist = nameable
            && fields.take("must_exist").and_then(|it| self.choice(&it)).unwrap_or_default();
        if kind.is_some() {
            self.finish(fields);
        }
        let parameter = Parameter {
            name: key.name.clone(),
            at: key.at,
            description: description.unwrap_or_default().to_owned(),
            kind: kind?,
            default: default.as_ref().map(|(default, _)| default.clone()),
            unique,
            must_exist,
        };
        if let Some((_, element)) = default {
            self.readable(&parameter, &element);
        }
        Some(parameter)
    }

    /// A default without holes has to be a value of its kind.
    fn readable(&mut self, parameter: &Parameter, element: &Element) {
        let Some(default) = &parameter.default else { return };
        if default.texts().iter().any(|text| text.holes().next().is_some()) {
            return;
        }
        let given = default.map(|text| text.fill(str::to_owned));
        for bad in parameter.kind.read(&given).err().unwrap_or_default() {
            self.fault(element.node.at, &element.path, Problem::Value(bad.to_string()));
        }
    }

    /// The name of a kind, and whether it is the kind of a list's items.
    fn kind_name(&mut self, element: &Element) -> Option<(String, bool)> {
        let text = self.scalar(element)?;
        let (name, list) = match text.strip_prefix("list<").and_then(|t| t.strip_suffix('>')) {
            Some(of) => (of, true),
            None => (text, false),
        };
        if KINDS.contains(&name) && !(list && name == "map") {
            return Some((name.to_owned(), list));
        }
        let near = nearest(name, KINDS);
        let question = crate::factory::suggest::question(near.as_deref());
        let message = format!(
            "`{text}` is no type{question}: write {} or list<…> of one of them",
            KINDS.join(", ")
        );
        self.fault(element.node.at, &element.path, Problem::Value(message));
        None
    }

    fn parameter_kind(
        &mut self,
        (name, list): &(String, bool),
        element: &Element,
        fields: &mut Fields,
    ) -> Option<Kind> {
        let kind = match name.as_str() {
            "string" => Kind::String {
                pattern: fields.take("pattern").and_then(|it| self.parsed(&it)),
                length: self.bounds::<Whole<i64>>(fields, "min_length", "max_length"),
            },
            "int" => Kind::Int(self.bounds::<Whole<i64>>(fields, "min", "max")),
            "money" => Kind::Money(self.bounds::<Whole<i64>>(fields, "min", "max")),
            "duration" => Kind::Duration(self.bounds::<Duration>(fields, "min", "max")),
            "enum" => Kind::Enum(self.values(fields)?),
            "bool" => Kind::Bool,
            "email" => Kind::Email,
            "cidr" => Kind::Cidr,
            "region" => Kind::Region,
            "ou" => Kind::Ou,
            "group" => Kind::Group,
            "permission_set" => Kind::PermissionSet,
            "policy" => Kind::Policy,
            "principal" => Kind::Principal,
            "oidc_subject" => Kind::OidcSubject,
            "map" => Kind::Map,
            _ => {
                let problem = Problem::Shape { found: "no known type", wanted: "a type" };
                self.fault(element.node.at, &element.path, problem);
                return None;
            }
        };
        if !list {
            return Some(kind);
        }
        let length = self.bounds::<Whole<i64>>(fields, "min_items", "max_items");
        Some(Kind::List { of: Box::new(kind), length })
    }

    fn values(&mut self, fields: &mut Fields) -> Option<Vec<String>> {
        let element = self.required(fields, "values")?;
        let items = self.items(&element);
        let values: Vec<String> =
            items.iter().filter_map(|item| self.scalar(item)).map(str::to_owned).collect();
        if items.is_empty() {
            let message = "there is nothing to choose from: write at least one value";
            self.fault(element.node.at, &element.path, Problem::Value(message.to_owned()));
        }
        Some(values)
    }

    fn bounds<T>(&mut self, fields: &mut Fields, min: &'static str, max: &'static str) -> Bounds
    where
        T: FromStr<Err: Display> + Into<i64>,
    {
        let least = fields.take(min);
        let most = fields.take(max);
        let bounds = Bounds {
            min: least.and_then(|it| self.parsed::<T>(&it)).map(Into::into),
            max: most.as_ref().and_then(|it| self.parsed::<T>(it)).map(Into::into),
        };
        if let (Some(low), Some(high), Some(element)) = (bounds.min, bounds.max, most)
            && low > high
        {
            let message = format!("{max} is less than {min}: swap them");
            self.fault(element.node.at, &element.path, Problem::Value(message));
        }
        bounds
    }

    fn unique(&mut self, element: &Element) -> bool {
        let text = self.scalar(element);
        if text.is_some_and(|text| text != "organization") {
            let message = "uniqueness is over the organization: write `organization`".to_owned();
            self.fault(element.node.at, &element.path, Problem::Value(message));
        }
        text.is_some()
    }

    fn default<'n>(
        &mut self,
        element: &Element<'n>,
        all: &[&str],
    ) -> Option<(Given<Text>, Element<'n>)> {
        let given = match &element.node.content {
            Content::Null => return None,
            Content::Scalar(_) => Given::Text(self.default_text(element, all)?),
            Content::List(_) => {
                let items = self.items(element);
                Given::List(items.iter().filter_map(|it| self.default_text(it, all)).collect())
            }
            Content::Map(_) => {
                let pairs = self.pairs(element);
                let pair = |(key, it): &(&Key, Element)| {
                    Some((key.name.clone(), self.default_text(it, all)?))
                };
                Given::Map(pairs.iter().filter_map(pair).collect())
            }
        };
        Some((given, element.clone()))
    }

    /// A text that may mention only what is declared above it.
    fn default_text(&mut self, element: &Element, all: &[&str]) -> Option<Text> {
        let text = self.unchecked_text(element)?;
        for hole in text.holes() {
            let above = self.parameters.iter().find(|parameter| parameter.name == hole);
            let problem = match above {
                Some(parameter) if parameter.kind.holds_several() => {
                    Problem::Several(hole.to_owned())
                }
                Some(_) => continue,
                None if all.contains(&hole) => Problem::Later(hole.to_owned()),
                None => {
                    let near = nearest(hole, all.iter().copied());
                    Problem::NoParameter { name: hole.to_owned(), near }
                }
            };
            self.fault(element.node.at, &element.path, problem);
        }
        Some(text)
    }
}

impl From<Whole<i64>> for i64 {
    fn from(whole: Whole<i64>) -> Self {
        whole.0
    }
}

impl From<Duration> for i64 {
    fn from(duration: Duration) -> Self {
        Self::from(duration.seconds)
    }
}
