//! `factory templates`: what can be vended, and what each template asks for.

use serde::Serialize;

use crate::{
    cli::{
        line::{Meaning, Piece},
        output::{Answer, Exit, Page},
        table::Table,
    },
    factory::{self, Given, Template},
    workspace::Library,
};

/// List the templates and what they ask for
///
/// The exit code is 2 when a template is broken.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// The templates there are.
#[derive(Debug, Serialize)]
pub struct Templates {
    templates: Vec<OneTemplate>,
    /// What is wrong with the others.
    broken: Vec<String>,
}

/// A template and what it asks for.
#[derive(Debug, Serialize)]
pub struct OneTemplate {
    /// Its name.
    pub name: String,
    version: u32,
    file: String,
    /// What it is for.
    pub description: String,
    /// What it asks for.
    pub parameters: Vec<Parameter>,
}

/// Something that a template asks for.
#[derive(Debug, Serialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    kind: String,
    /// Whether a value has to be given.
    pub required: bool,
    default: Option<String>,
    unique: bool,
    description: String,
}

/// Reads the templates.
pub fn run(library: &Library) -> Templates {
    let (mut templates, mut broken) = (Vec::new(), Vec::new());
    for shelved in library.shelf() {
        match &shelved.template {
            Ok(template) => templates.push(OneTemplate::new(template)),
            Err(errors) => broken.extend(errors.iter().map(ToString::to_string)),
        }
    }
    Templates { templates, broken }
}

impl OneTemplate {
    /// A template as it is shown.
    pub fn new(template: &Template) -> Self {
        Self {
            name: template.name.clone(),
            version: template.version,
            file: template.file.to_string(),
            description: template.description.clone(),
            parameters: template.parameters.iter().map(Parameter::new).collect(),
        }
    }
}

impl Parameter {
    fn new(parameter: &factory::Parameter) -> Self {
        let default = parameter.default.as_ref().map(|default| match default {
            Given::Text(text) => written(text),
            Given::List(items) => items.iter().map(written).collect::<Vec<_>>().join(", "),
            Given::Map(pairs) => {
                let pairs = pairs.iter().map(|(key, text)| format!("{key}={}", written(text)));
                pairs.collect::<Vec<_>>().join(", ")
            }
        });
        Self {
            name: parameter.name.clone(),
            kind: parameter.kind.name(),
            required: default.is_none(),
            default,
            unique: parameter.unique,
            description: parameter.description.clone(),
        }
    }
}

/// A text as the template has it, holes and all.
fn written(text: &factory::Text) -> String {
    text.fill(|hole| format!("${{{hole}}}"))
}

impl Answer for Templates {
    fn page(&self, page: &mut Page) {
        for template in &self.templates {
            page.title(format!("{} version {}", template.name, template.version));
            page.line(template.description.as_str());
            let mut table = Table::new(&["  PARAMETER", "DEFAULT", "KIND", "FOR"]);
            for it in &template.parameters {
                let default = match &it.default {
                    Some(default) if default.is_empty() => Piece::new(Meaning::Faint, "none"),
                    Some(default) => Piece::from(default),
                    None => Piece::new(Meaning::Conditional, "needed"),
                };
                table.row([
                    format!("  {}", it.name).into(),
                    default,
                    Piece::from(&it.kind),
                    Piece::from(&it.description),
                ]);
            }
            page.table(table);
        }
        if !self.broken.is_empty() {
            page.title("Broken");
        }
        for error in &self.broken {
            page.line(Piece::new(Meaning::Deny, error));
        }
    }

    fn exit(&self) -> Exit {
        if self.broken.is_empty() { Exit::Yes } else { Exit::Error }
    }
}
