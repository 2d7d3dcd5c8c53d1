//! Session policies: what limits a session beside the policies of whom it belongs to (E-29).

use super::limits::Refusal;
use crate::{
    access::{
        LayerKind, gather,
        layers::{AttachedPolicy, Layers, MissingPolicy},
    },
    org::Organization,
    policy::{Arn, Document, Place},
};

/// The characters that session policies may take together, ARNs included (G-23).
pub const CHARACTERS: usize = 2048;

/// The policies that are passed when a session is asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SessionPolicies {
    /// The one that is passed as a text.
    pub inline: Option<Document>,
    /// Managed policies, which are passed by ARN.
    pub managed: Vec<Arn>,
}

impl SessionPolicies {
    /// Puts them on a session's side; where none is passed, they do not bear on it.
    pub(super) fn limit(&self, organization: &Organization, side: &mut Layers) {
        if self.inline.is_none() && self.managed.is_empty() {
            return;
        }
        let inline = self.inline.iter().map(|document| {
            AttachedPolicy::new("session policy", "passed as a text", document.clone())
        });
        let mut passed: Vec<AttachedPolicy> = inline.collect();
        for arn in &self.managed {
            let name = arn.resource().rsplit('/').next().unwrap_or_default();
            match gather::managed_document(organization, arn) {
                Some(document) => passed.push(AttachedPolicy::new(name, "passed by ARN", document)),
                None => side.missing.push(MissingPolicy {
                    layer: LayerKind::Session,
                    what: format!("the session policy {arn}, which the model does not hold"),
                }),
            }
        }
        side.session = Some(passed);
    }

    /// Why STS does not take them (G-23, A-14).
    pub(super) fn refusals(&self) -> Vec<Refusal> {
        let mut found = Vec::new();
        if self.managed.len() > 10 {
            found.push(Refusal::Policies(self.managed.len()));
        }
        let inline = self.inline.as_ref().map_or(0, |document| document.text().chars().count());
        let size = inline + self.managed.iter().map(|arn| arn.as_str().len()).sum::<usize>();
        if size > CHARACTERS {
            found.push(Refusal::PolicySize(size));
        }
        found.extend(self.inline.as_ref().and_then(malformed).map(Refusal::MalformedPolicy));
        found
    }
}

fn malformed(document: &Document) -> Option<String> {
    if let Some(fault) = document.refusals(Place::Identity).first() {
        return Some(fault.to_string());
    }
    let patterns = document.statements().iter().flat_map(|statement| &statement.resource);
    let short = patterns.flat_map(|element| &element.patterns).find(|it| !it.is_complete())?;
    Some(format!("{}: `{}` lacks parts: an ARN has six", short.span.start, short.text))
}
