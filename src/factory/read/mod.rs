//! Reading a template from YAML: every fault of the file at once, each with its place and mend.

mod definitions;
mod node;
mod parameters;
mod spec;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use self::node::{Element, Reading};
use super::{
    error::{TemplateError, TemplateProblem as Problem},
    form::{Line, ResourceName, RolePattern, UnitName},
    template::{Approval, Invariant, Lifecycle, Template},
    text::Text,
    yaml,
};
use crate::policy::{ActionName, Effect};

/// What stands at the top of every template.
const KIND: &str = "AccountTemplate";

impl Template {
    /// Reads a template. `file` is the name that its errors tell.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<TemplateError>> {
        let mut reading = Reading { file: file.into(), faults: Vec::new(), parameters: Vec::new() };
        let template = match yaml::parse(text) {
            Ok(node) => reading.template(&Element { path: String::new(), node: &node }),
            Err(bad) => {
                reading.fault(bad.at, "", Problem::Yaml(bad.why));
                None
            }
        };
        match template {
            Some(template) if reading.faults.is_empty() => Ok(template),
            _ => {
                reading.faults.sort_by_key(|fault| fault.at);
                Err(reading.faults)
            }
        }
    }
}

struct Metadata {
    name: String,
    version: u32,
    description: String,
}

impl Reading {
    fn template(&mut self, top: &Element) -> Option<Template> {
        let mut fields = self.fields(top)?;
        if let Some(kind) = self.required(&mut fields, "kind") {
            self.kind(&kind);
        }
        let metadata = self.required(&mut fields, "metadata").and_then(|it| self.metadata(&it));
        if let Some(parameters) = fields.take("parameters") {
            self.declare(&parameters);
        }
        let definitions = fields.take("definitions").map(|it| self.definitions(&it));
        let spec = self.required(&mut fields, "spec").and_then(|it| self.spec(&it));
        let invariants = fields.take("invariants").map(|it| self.invariants(&it));
        let approval = fields.take("approval").map(|it| self.approval(&it));
        let lifecycle = fields.take("lifecycle").map(|it| self.lifecycle(&it));
        self.finish(fields);
        let metadata = metadata?;
        Some(Template {
            file: Arc::clone(&self.file),
            name: metadata.name,
            version: metadata.version,
            description: metadata.description,
            parameters: std::mem::take(&mut self.parameters),
            spec: spec?,
            invariants: invariants.unwrap_or_default(),
            approval: approval.flatten(),
            lifecycle: lifecycle.flatten().unwrap_or_default(),
            definitions: definitions.flatten().unwrap_or_default(),
        })
    }

    fn kind(&mut self, element: &Element) {
        if let Some(text) = self.scalar(element).filter(|text| *text != KIND) {
            let message = format!("`{text}` is no kind that is known here: write {KIND}");
            self.fault(element.node.at, &element.path, Problem::Value(message));
        }
    }

    fn metadata(&mut self, element: &Element) -> Option<Metadata> {
        let mut fields = self.fields(element)?;
        let name = self.required(&mut fields, "name").and_then(|it| self.parsed::<Line>(&it));
        let version = self.required(&mut fields, "version").and_then(|it| self.number(&it));
        let description = fields.take("description").and_then(|it| self.scalar(&it));
        let description = description.unwrap_or_default().to_owned();
        self.finish(fields);
        Some(Metadata { name: name?.0, version: version?, description })
    }

    fn invariants(&mut self, element: &Element) -> Vec<Invariant> {
        self.items(element).iter().filter_map(|item| self.invariant(item)).collect()
    }

    fn invariant(&mut self, element: &Element) -> Option<Invariant> {
        let mut fields = self.fields(element)?;
        let allow = fields.take("allow").map(|it| (Effect::Allow, it));
        let deny = fields.take("deny").map(|it| (Effect::Deny, it));
        let asked = match (allow, deny) {
            (Some(asked), None) | (None, Some(asked)) => Some(asked),
            _ => {
                let problem = Problem::ExactlyOne("`allow` and `deny`");
                self.fault(element.node.at, &element.path, problem);
                None
            }
        };
        let action = asked.and_then(|(effect, it)| Some((effect, self.typed::<ActionName>(&it)?)));
        let principal =
            self.required(&mut fields, "for").and_then(|it| self.typed::<RolePattern>(&it));
        let resource = fields.take("on").map(|it| self.typed::<ResourceName>(&it));
        let context = fields.take("context").map(|it| self.texts_by_name(&it));
        let when = fields.take("when").and_then(|it| self.condition(&it));
        self.finish(fields);
        let (effect, action) = action?;
        Some(Invariant {
            at: element.node.at,
            effect,
            action,
            principal: principal?,
            resource: resource.flatten(),
            context: context.unwrap_or_default(),
            when,
        })
    }

    fn approval(&mut self, element: &Element) -> Option<Approval> {
        let mut fields = self.fields(element)?;
        let count = match fields.take("count") {
            Some(it) => self.number(&it),
            None => Some(1),
        };
        let from = self.required(&mut fields, "from").and_then(|it| self.typed::<Line>(&it));
        let when = fields.take("when").and_then(|it| self.condition(&it));
        self.finish(fields);
        Some(Approval { count: count?, from: from?, when })
    }

    fn lifecycle(&mut self, element: &Element) -> Option<Lifecycle> {
        let mut fields = self.fields(element)?;
        let protect = fields.take("protect").and_then(|it| self.choice(&it));
        let ttl: Option<Text> =
            fields.take("ttl").and_then(|it| self.typed::<super::duration::Duration>(&it));
        let parking = fields.take("parking").and_then(|it| self.typed::<UnitName>(&it));
        self.finish(fields);
        Some(Lifecycle { protect: protect.unwrap_or_default(), ttl, parking })
    }
}
