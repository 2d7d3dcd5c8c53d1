//! From text to statements. Total: whatever the text, there is a reading, with its faults.

use std::{
    borrow::Cow,
    collections::{HashMap, hash_map::Entry},
};

use super::{
    Span,
    action::{ActionElement, ActionPattern, Polarity},
    condition::{ConditionCell, Test},
    fault::Fault,
    json::{self, Json, Member, Node},
    principal::{NamedPrincipal, PrincipalElement, PrincipalEntry},
    resource::{ResourceElement, ResourcePattern},
    statement::{Effect, Statement},
};

/// The version of the policy language (G-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// `2008-10-17`, and what a missing version means: no variables (V-1).
    V2008,
    /// `2012-10-17`.
    V2012,
}

/// What has been understood of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The version of the language.
    pub version: Version,
    /// The statements that could be read.
    pub statements: Vec<Statement>,
    /// The places, from zero, of statements that could not: what they would decide is unknown (G-9).
    pub unreadable: Vec<usize>,
    /// Everything that is wrong.
    pub faults: Vec<Fault>,
}

impl Reading {
    /// Whether the text was no document at all.
    pub fn is_hopeless(&self) -> bool {
        self.statements.is_empty() && !self.unreadable.is_empty()
    }
}

/// Reads a text.
pub fn read(text: &str) -> Reading {
    let mut reader = Reader { version: Version::V2008, faults: Vec::new(), errors: 0 };
    let mut statements = Vec::new();
    let mut unreadable = Vec::new();
    match json::parse(text) {
        Err(error) => {
            let span = Span { start: error.position, end: error.position };
            reader.faults.push(Fault::error("JSON_SYNTAX_ERROR", span, error.message));
            unreadable.push(0);
        }
        Ok(node) => {
            for (index, node) in reader.document(&node).into_iter().enumerate() {
                match reader.statement(index, node) {
                    Some(statement) => statements.push(statement),
                    None => unreadable.push(index),
                }
            }
            if statements.is_empty() && unreadable.is_empty() && reader.found_no_statement() {
                unreadable.push(0);
            }
        }
    }
    Reading { version: reader.version, statements, unreadable, faults: reader.faults }
}

struct Reader {
    version: Version,
    faults: Vec<Fault>,
    /// How many of the faults are errors.
    errors: usize,
}

impl Reader {
    fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.faults.push(Fault::error(code, span, message));
        self.errors += 1;
    }

    fn found_no_statement(&self) -> bool {
        self.faults.iter().any(|fault| {
            matches!(
                fault.code,
                "MISSING_STATEMENT"
                    | "INVALID_POLICY_ELEMENT"
                    | "DATA_TYPE_MISMATCH"
                    | "JSON_SYNTAX_ERROR"
            )
        })
    }

    /// The members of an object, each key once (G-8).
    fn members<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [Member]> {
        let Json::Object(members) = &node.value else {
            let message = format!("{what} has to be an object, not {}", node.value.kind());
            self.error("DATA_TYPE_MISMATCH", node.span, message);
            return None;
        };
        let mut sound = true;
        for (_, member) in repeated(members, Cow::Borrowed) {
            let message = format!("`{}` stands twice in {what}: keep one", member.key);
            self.error("JSON_SYNTAX_ERROR", member.key_span, message);
            sound = false;
        }
        sound.then_some(members)
    }

    /// The statements of a document (G-1).
    fn document<'n>(&mut self, node: &'n Node) -> Vec<&'n Node> {
        let Some(members) = self.members(node, "a policy document") else { return Vec::new() };
        let mut statements = None;
        let mut version = None;
        for member in members {
            match member.key.as_str() {
                "Version" => version = Some(&member.value),
                "Id" => {}
                "Statement" => statements = Some(&member.value),
                other => {
                    let message = format!("`{other}` is no element of a policy: remove it");
                    self.error("INVALID_POLICY_ELEMENT", member.key_span, message);
                }
            }
        }
        self.read_version(version, node.span);
        match statements.map(|node| (&node.value, node)) {
            None => {
                let message = "there is no Statement: add one";
                self.error("MISSING_STATEMENT", node.span, message);
                Vec::new()
            }
            Some((Json::Array(items), _)) => items.iter().collect(),
            Some((_, one)) => vec![one],
        }
    }

    fn read_version(&mut self, node: Option<&Node>, document: Span) {
        match node.map(|node| (&node.value, node.span)) {
            Some((Json::String(text), _)) if text == "2012-10-17" => self.version = Version::V2012,
            Some((Json::String(text), _)) if text == "2008-10-17" => {}
            Some((_, span)) => {
                self.error("INVALID_VERSION", span, "the Version has to be \"2012-10-17\"");
            }
            None => self.faults.push(Fault::warning(
                "MISSING_VERSION",
                Span { start: document.start, end: document.start },
                "without a Version, variables such as ${aws:username} are plain text: add \"Version\": \"2012-10-17\"",
            )),
        }
    }

    /// One statement; nothing when it cannot be evaluated (G-4, G-9).
    fn statement(&mut self, index: usize, node: &Node) -> Option<Statement> {
        let members = self.members(node, "a statement")?;
        let before = self.errors;
        let (mut sid, mut effect, mut principal, mut action, mut resource) =
            (None, None, None, None, None);
        let mut conditions = Vec::new();
        for member in members {
            let span = Span { start: member.key_span.start, end: member.value.span.end };
            match member.key.as_str() {
                "Sid" => sid = self.text(&member.value, "Sid"),
                "Effect" => effect = self.effect(&member.value),
                "Principal" | "NotPrincipal" => {
                    self.only_one(principal.is_some(), "Principal", "NotPrincipal", span);
                    principal = Some(self.principal(member, span));
                }
                "Action" | "NotAction" => {
                    self.only_one(action.is_some(), "Action", "NotAction", span);
                    action = Some(self.action(member, span));
                }
                "Resource" | "NotResource" => {
                    self.only_one(resource.is_some(), "Resource", "NotResource", span);
                    resource = Some(self.resource(member, span));
                }
                "Condition" => conditions = self.condition(&member.value),
                other => {
                    let message = format!("`{other}` is no element of a statement: remove it");
                    self.error("INVALID_POLICY_ELEMENT", member.key_span, message);
                }
            }
        }
        if effect.is_none() && !members.iter().any(|member| member.key == "Effect") {
            self.error("MISSING_EFFECT", node.span, "add \"Effect\": \"Allow\" or \"Deny\"");
        }
        if action.is_none() {
            self.error("MISSING_ACTION", node.span, "add an Action, such as \"s3:GetObject\"");
        }
        if self.errors > before {
            return None;
        }
        let span = node.span;
        Some(Statement {
            index,
            sid,
            effect: effect?,
            principal,
            action: action?,
            resource,
            conditions,
            span,
        })
    }

    fn only_one(&mut self, already: bool, one: &str, other: &str, span: Span) {
        if already {
            let message = format!("{one} and {other} exclude each other: keep one");
            self.error("UNSUPPORTED_ELEMENT_COMBINATION", span, message);
        }
    }

    fn effect(&mut self, node: &Node) -> Option<Effect> {
        match &node.value {
            Json::String(text) if text == "Allow" => Some(Effect::Allow),
            Json::String(text) if text == "Deny" => Some(Effect::Deny),
            _ => {
                let message = "the Effect has to be \"Allow\" or \"Deny\", in this very case";
                self.error("INVALID_EFFECT", node.span, message);
                None
            }
        }
    }

    fn text(&mut self, node: &Node, what: &str) -> Option<String> {
        match &node.value {
            Json::String(text) => Some(text.clone()),
            other => {
                let message = format!("{what} has to be a string, not {}", other.kind());
                self.error("DATA_TYPE_MISMATCH", node.span, message);
                None
            }
        }
    }

    /// A list of strings; one alone may stand without brackets (G-7).
    fn texts<'n>(&mut self, node: &'n Node, what: &str) -> Vec<(&'n str, Span)> {
        let items = match &node.value {
            Json::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match &item.value {
                Json::String(text) => texts.push((text.as_str(), item.span)),
                other => {
                    let message = format!("{what} takes strings, not {}", other.kind());
                    self.error("DATA_TYPE_MISMATCH", item.span, message);
                }
            }
        }
        texts
    }

    fn action(&mut self, member: &Member, span: Span) -> ActionElement {
        let texts = self.texts(&member.value, &member.key);
        let patterns: Vec<_> =
            texts.into_iter().map(|(text, span)| ActionPattern::new(text, span)).collect();
        for pattern in patterns.iter().filter(|pattern| !pattern.well_formed()) {
            let message = format!(
                "`{}` matches no action: write it as service:Name, with wildcards in the name only",
                pattern.text
            );
            self.faults.push(Fault::warning("INVALID_ACTION", pattern.span, message));
        }
        ActionElement { polarity: polarity(&member.key), patterns, span }
    }

    fn resource(&mut self, member: &Member, span: Span) -> ResourceElement {
        let variables = self.version == Version::V2012;
        let texts = self.texts(&member.value, &member.key);
        let patterns = texts
            .into_iter()
            .map(|(text, span)| ResourcePattern::new(text, span, variables))
            .collect();
        ResourceElement { polarity: polarity(&member.key), patterns, span }
    }

    fn principal(&mut self, member: &Member, span: Span) -> PrincipalElement {
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

    fn principal_entries(&mut self, kind: &Member, entries: &mut Vec<PrincipalEntry>) {
        if !matches!(kind.key.as_str(), "AWS" | "Service" | "Federated" | "CanonicalUser") {
            let message = format!(
                "`{}` is no kind of principal: use AWS, Service, Federated or CanonicalUser",
                kind.key
            );
            self.error("INVALID_PRINCIPAL_KEY", kind.key_span, message);
            return;
        }
        for (text, span) in self.texts(&kind.value, "Principal") {
            let named = NamedPrincipal::new(&kind.key, text);
            if named == NamedPrincipal::Nobody {
                let message = format!(
                    "`{text}` names nobody: a wildcard can only stand alone, and an ARN has to be of a user, role or session"
                );
                self.faults.push(Fault::warning("INVALID_PRINCIPAL_FORMAT", span, message));
            }
            entries.push(PrincipalEntry { named, text: text.into(), span });
        }
    }

    fn condition(&mut self, node: &Node) -> Vec<ConditionCell> {
        let mut cells = Vec::new();
        let operators = self.members(node, "a Condition").unwrap_or_default();
        for operator in operators {
            let keys = self.members(&operator.value, "a condition operator").unwrap_or_default();
            for (earlier, key) in repeated(keys, |key| Cow::Owned(key.to_ascii_lowercase())) {
                let message = format!(
                    "`{}` and `{}` are the same key: merge their values",
                    earlier.key, key.key
                );
                self.error("DUPLICATE_KEYS_WITH_DIFFERENT_CASE", key.key_span, message);
            }
            cells.extend(keys.iter().map(|key| self.cell(operator, key)));
        }
        cells
    }

    fn cell(&mut self, operator: &Member, key: &Member) -> ConditionCell {
        let owned = self.condition_values(&key.value);
        let values: Vec<(&str, Span)> = owned.iter().map(|(text, span)| (&**text, *span)).collect();
        let span = Span { start: key.key_span.start, end: key.value.span.end };
        let variables = self.version == Version::V2012;
        let cell = ConditionCell::new(&operator.key, &key.key, &values, span, variables);
        if cell.operator.is_none() {
            let message =
                format!("there is no operator `{}`: the condition never holds", operator.key);
            self.faults.push(Fault::warning(
                "INVALID_CONDITION_OPERATOR",
                operator.key_span,
                message,
            ));
        }
        for value in cell.values.iter().filter(|value| !value.well_typed()) {
            let message = format!(
                "`{}` is not of the type that {} compares: it matches nothing",
                value.text, operator.key
            );
            let test = cell.operator.map_or(Test::StringEquals, |operator| operator.test);
            self.faults.push(Fault::warning(mistyped(test), value.span, message));
        }
        cell
    }

    /// Values as text; numbers and booleans are as good as strings (G-12).
    fn condition_values<'n>(&mut self, node: &'n Node) -> Vec<(Cow<'n, str>, Span)> {
        let items = match &node.value {
            Json::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            let text = match &item.value {
                Json::String(text) | Json::Number(text) => Cow::Borrowed(text.as_str()),
                Json::Bool(value) => Cow::Owned(value.to_string()),
                other => {
                    let message = format!(
                        "a condition takes strings, numbers and booleans, not {}",
                        other.kind()
                    );
                    self.error("DATA_TYPE_MISMATCH", item.span, message);
                    continue;
                }
            };
            values.push((text, item.span));
        }
        values
    }
}

/// The code for a value that is not of the type that a test needs.
fn mistyped(test: Test) -> &'static str {
    match test {
        Test::NumericEquals
        | Test::NumericLessThan
        | Test::NumericLessThanEquals
        | Test::NumericGreaterThan
        | Test::NumericGreaterThanEquals => "TYPE_MISMATCH_NUMBER",
        Test::DateEquals
        | Test::DateLessThan
        | Test::DateLessThanEquals
        | Test::DateGreaterThan
        | Test::DateGreaterThanEquals => "TYPE_MISMATCH_DATE",
        Test::Bool | Test::Null => "TYPE_MISMATCH_BOOLEAN",
        Test::IpAddress => "TYPE_MISMATCH_IP_RANGE",
        Test::BinaryEquals => "TYPE_MISMATCH_BINARY",
        Test::ArnLike => "TYPE_MISMATCH_ARN",
        Test::StringEquals | Test::StringEqualsIgnoreCase | Test::StringLike => {
            "TYPE_MISMATCH_STRING"
        }
    }
}

/// The members whose key, in some form, stands earlier already, each behind that earlier one.
fn repeated<'n>(
    members: &'n [Member],
    form: impl Fn(&'n str) -> Cow<'n, str>,
) -> Vec<(&'n Member, &'n Member)> {
    let forms: Vec<Cow<'n, str>> = members.iter().map(|member| form(&member.key)).collect();
    let mut found = Vec::new();
    // Hashing pays where there are many; nearly always there are few.
    if members.len() <= 16 {
        for (at, member) in members.iter().enumerate() {
            if let Some(first) = forms[..at].iter().position(|earlier| *earlier == forms[at]) {
                found.push((&members[first], member));
            }
        }
    } else {
        let mut first: HashMap<Cow<'n, str>, &'n Member> = HashMap::with_capacity(members.len());
        for (form, member) in forms.into_iter().zip(members) {
            match first.entry(form) {
                Entry::Occupied(earlier) => found.push((*earlier.get(), member)),
                Entry::Vacant(place) => drop(place.insert(member)),
            }
        }
    }
    found
}

fn polarity(element: &str) -> Polarity {
    if element.starts_with("Not") { Polarity::Excepted } else { Polarity::Listed }
}
