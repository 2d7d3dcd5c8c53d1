//! The elements of a statement that say about whom and what it is.

use super::{Reader, Version};
use crate::policy::{
    Span,
    action::{ActionElement, ActionPattern, Polarity},
    fault::Fault,
    json::{Json, Member},
    principal::{NamedPrincipal, PrincipalElement, PrincipalEntry},
    resource::{ResourceElement, ResourcePattern},
};

impl Reader {
    pub(super) fn action(&mut self, member: &Member<'_>, span: Span) -> ActionElement {
        let patterns = self.texts(member, ActionPattern::new);
        for pattern in patterns.iter().filter(|pattern| !pattern.well_formed()) {
            let message = format!(
                "`{}` matches no action: write it as service:Name, with wildcards in the name only",
                pattern.text
            );
            self.faults.push(Fault::warning("INVALID_ACTION", pattern.span, message));
        }
        ActionElement { polarity: polarity(&member.key), patterns, span }
    }

    pub(super) fn resource(&mut self, member: &Member<'_>, span: Span) -> ResourceElement {
        let variables = self.version == Version::V2012;
        let pattern = |text: &str, span| ResourcePattern::new(text, span, variables);
        let patterns = self.texts(member, pattern);
        ResourceElement { polarity: polarity(&member.key), patterns, span }
    }

    pub(super) fn principal(&mut self, member: &Member<'_>, span: Span) -> PrincipalElement {
        let mut entries = Vec::new();
        match &member.value.value {
            Json::String(text) if text == "*" => entries.push(PrincipalEntry {
                named: NamedPrincipal::Everyone,
                text: "*".into(),
                span: member.value.span,
            }),
            Json::Object(_) => {
                let kinds = self.members(&member.value, "a principal").unwrap_or_default();
                for kind in kinds {
                    self.principal_entries(kind, &mut entries);
                }
            }
            _ => {
                let message =
                    "name principals as \"*\" or as an object such as {\"AWS\": \"111111111111\"}";
                self.error("INVALID_PRINCIPAL_FORMAT", member.value.span, message);
            }
        }
        PrincipalElement { polarity: polarity(&member.key), entries, span }
    }

    fn principal_entries(&mut self, kind: &Member<'_>, entries: &mut Vec<PrincipalEntry>) {
        if !matches!(&*kind.key, "AWS" | "Service" | "Federated" | "CanonicalUser") {
            let message = format!(
                "`{}` is no kind of principal: use AWS, Service, Federated or CanonicalUser",
                kind.key
            );
            self.error("INVALID_PRINCIPAL_KEY", kind.key_span, message);
            return;
        }
        let entry = |text: &str, span| {
            let named = NamedPrincipal::new(&kind.key, text);
            PrincipalEntry { named, text: text.into(), span }
        };
        for entry in self.texts(kind, entry) {
            if entry.named == NamedPrincipal::Nobody {
                let message = format!(
                    "`{}` names nobody: a wildcard can only stand alone, and an ARN has to be of a user, role or session",
                    entry.text
                );
                self.faults.push(Fault::warning("INVALID_PRINCIPAL_FORMAT", entry.span, message));
            }
            entries.push(entry);
        }
    }
}

fn polarity(element: &str) -> Polarity {
    if element.starts_with("Not") { Polarity::Excepted } else { Polarity::Listed }
}
