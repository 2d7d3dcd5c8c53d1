//! Which resource types the ARNs that a pattern matches can be of.

use std::{collections::HashMap, sync::OnceLock};

use super::overlap;
use crate::{
    catalog::{ArnForm, ResourceType, Service, catalog},
    policy::{
        arn,
        glob::{self, Symbol},
    },
};

/// Parts of an ARN.
const PARTS: usize = 6;

/// A form that ARNs of a resource type have.
#[derive(Debug)]
pub struct Form {
    /// The service whose actions use the type.
    pub service: &'static Service,
    /// The type.
    pub kind: &'static ResourceType,
    /// As the catalogue writes it.
    pub text: &'static str,
    parts: [Vec<Symbol>; PARTS],
    whole: Vec<Symbol>,
}

impl Form {
    /// Whether ARNs of this form tell a region.
    pub fn has_region(&self) -> bool {
        !self.parts[3].is_empty()
    }

    /// Whether ARNs of this form tell an account.
    pub fn has_account(&self) -> bool {
        !self.parts[4].is_empty()
    }

    /// Whether the pattern can match, part by part, an ARN of this form.
    fn meets(&self, parts: &[Vec<Symbol>; PARTS]) -> bool {
        self.parts.iter().zip(parts).rev().all(|(form, part)| overlap::meets(form, part))
    }
}

/// A pattern of ARNs; its variables can become anything.
#[derive(Debug)]
struct ArnPattern {
    /// Its six parts, if they are all there.
    parts: Option<[Vec<Symbol>; PARTS]>,
    /// The whole, where missing parts are to be completed or a star at the end of one may run
    /// past the colon.
    whole: Option<Vec<Symbol>>,
}

impl ArnPattern {
    fn new(text: &str) -> Self {
        let Some(colons) = arn::colons(text) else {
            let completed = open(text).into_iter().chain([Symbol::Many]).collect();
            return Self { parts: None, whole: Some(completed) };
        };
        let runs = text[..=colons[4]].contains("*:");
        let parts: Vec<Vec<Symbol>> = text.splitn(PARTS, ':').map(open).collect();
        Self { parts: parts.try_into().ok(), whole: runs.then(|| open(text)) }
    }
}

/// The forms of the ARNs that a pattern can match: part by part, or, where that gives none, as a
/// whole. None for a text that is no ARN.
pub fn forms_met(text: &str) -> Vec<&'static Form> {
    let named = text.split(':').nth(2).unwrap_or_default();
    let Some(forms) = forms_of(named).filter(|_| text.starts_with("arn:")) else {
        return Vec::new();
    };
    let ArnPattern { parts, whole } = ArnPattern::new(text);
    let mut met: Vec<&Form> = Vec::new();
    if let Some(parts) = parts {
        met.extend(forms.iter().filter(|form| form.meets(&parts)));
    }
    if let Some(whole) = whole.filter(|_| met.is_empty()) {
        met.extend(forms.iter().filter(|form| overlap::meets(&form.whole, &whole)));
    }
    met
}

/// The forms of the ARNs that have the service of a pattern and what it has behind the fifth colon.
pub fn forms_but_for_place(text: &str) -> Vec<&'static Form> {
    let mut parts = text.splitn(PARTS, ':').skip(2);
    let (named, resource) = (parts.next().unwrap_or_default(), parts.nth(2).unwrap_or_default());
    let resource = open(resource);
    let forms = forms_of(named).unwrap_or_default().iter();
    forms.filter(|form| overlap::meets(&form.parts[5], &resource)).collect()
}

/// The symbols of a text, each variable being anything.
pub fn open(text: &str) -> Vec<Symbol> {
    let mut symbols = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        symbols.extend(glob::symbols(&rest[..at]));
        symbols.push(Symbol::Many);
        rest = rest[at..].split_once('}').map_or("", |(_, behind)| behind);
    }
    symbols.extend(glob::symbols(rest));
    symbols
}

/// The symbols of a catalogued form: placeholders are one character or more.
fn closed(text: &str) -> Vec<Symbol> {
    let mut symbols = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let end = match c {
            '$' if rest.starts_with("${") => rest.find('}'),
            '<' => rest.find('>'),
            _ => None,
        };
        if let Some(end) = end {
            symbols.extend([Symbol::One, Symbol::Many]);
            rest = &rest[end + 1..];
        } else {
            symbols.push(if c == '*' { Symbol::Many } else { Symbol::Literal(c) });
            rest = &rest[c.len_utf8()..];
        }
    }
    symbols
}

fn form(service: &'static Service, kind: &'static ResourceType, form: &'static ArnForm) -> Form {
    let text = form.text();
    let mut parts: [Vec<Symbol>; PARTS] = Default::default();
    for (part, text) in parts.iter_mut().zip(text.splitn(PARTS, ':')) {
        *part = closed(text);
    }
    Form { service, kind, text, parts, whole: closed(text) }
}

/// All forms by the service that their ARNs name.
fn forms() -> &'static HashMap<&'static str, Vec<Form>> {
    static FORMS: OnceLock<HashMap<&'static str, Vec<Form>>> = OnceLock::new();
    FORMS.get_or_init(|| {
        let mut forms: HashMap<&'static str, Vec<Form>> = HashMap::new();
        for service in catalog().services() {
            for kind in service.resource_types() {
                for each in kind.arns() {
                    let named = each.text().split(':').nth(2).unwrap_or_default();
                    forms.entry(named).or_default().push(form(service, kind, each));
                }
            }
        }
        forms
    })
}

/// The forms of the ARNs that name a service; nothing when none does.
pub fn forms_of(service: &str) -> Option<&'static [Form]> {
    forms().get(service).map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(service: &str, pattern: &str) -> Vec<&'static str> {
        let met = forms_met(pattern).into_iter();
        met.filter(|form| form.service.prefix() == service).map(|form| form.kind.name()).collect()
    }

    #[test]
    fn a_pattern_tells_which_types_it_can_match() {
        assert_eq!(kinds("ec2", "arn:aws:ec2:*:*:instance/*"), ["instance"]);
        assert!(!kinds("s3", "arn:aws:s3:::bucket").contains(&"object"));
        assert!(kinds("s3", "arn:aws:s3:::bucket/*").contains(&"object"));
        assert!(kinds("iam", "arn:aws:iam:::role/x").is_empty());
        assert!(kinds("iam", "arn:aws:iam::111111111111:role/${aws:x}").contains(&"role"));
    }
}
