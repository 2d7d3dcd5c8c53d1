//! From text to statements. Total: whatever the text, there is a reading, with its faults.

mod condition;
mod element;
mod repeated;

use repeated::{Case, repeated};

use super::{
    Span,
    fault::Fault,
    json::{self, Json, Member, Node},
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
            let nodes = reader.document(&node);
            statements.reserve_exact(nodes.len());
            for (index, node) in nodes.into_iter().enumerate() {
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
    fn members<'n, 't>(&mut self, node: &'n Node<'t>, what: &str) -> Option<&'n [Member<'t>]> {
        let Json::Object(members) = &node.value else {
            let message = format!("{what} has to be an object, not {}", node.value.kind());
            self.error("DATA_TYPE_MISMATCH", node.span, message);
            return None;
        };
        let mut sound = true;
        for (_, member) in repeated(members, Case::Counts) {
            let message = format!("`{}` stands twice in {what}: keep one", member.key);
            self.error("JSON_SYNTAX_ERROR", member.key_span, message);
            sound = false;
        }
        sound.then_some(members)
    }

    /// The statements of a document (G-1).
    fn document<'n, 't>(&mut self, node: &'n Node<'t>) -> Vec<&'n Node<'t>> {
        let Some(members) = self.members(node, "a policy document") else { return Vec::new() };
        let mut statements = None;
        let mut version = None;
        for member in members {
            match &*member.key {
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

    fn read_version(&mut self, node: Option<&Node<'_>>, document: Span) {
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
    fn statement(&mut self, index: usize, node: &Node<'_>) -> Option<Statement> {
        let members = self.members(node, "a statement")?;
        let before = self.errors;
        let (mut sid, mut effect, mut principal, mut action, mut resource) =
            (None, None, None, None, None);
        let mut conditions = Vec::new();
        for member in members {
            let span = Span { start: member.key_span.start, end: member.value.span.end };
            match &*member.key {
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

    fn effect(&mut self, node: &Node<'_>) -> Option<Effect> {
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

    fn text(&mut self, node: &Node<'_>, what: &str) -> Option<String> {
        match &node.value {
            Json::String(text) => Some(text.as_ref().to_owned()),
            other => {
                let message = format!("{what} has to be a string, not {}", other.kind());
                self.error("DATA_TYPE_MISMATCH", node.span, message);
                None
            }
        }
    }

    /// A list of strings, each made into something (G-7).
    fn texts<T>(&mut self, list: &Member<'_>, of: impl Fn(&str, Span) -> T) -> Vec<T> {
        let items = items(&list.value);
        let mut found = Vec::with_capacity(items.len());
        for item in items {
            match &item.value {
                Json::String(text) => found.push(of(text, item.span)),
                other => {
                    let message = format!("{} takes strings, not {}", list.key, other.kind());
                    self.error("DATA_TYPE_MISMATCH", item.span, message);
                }
            }
        }
        found
    }
}

/// The items of a list; one alone may stand without brackets (G-7).
fn items<'n, 't>(node: &'n Node<'t>) -> &'n [Node<'t>] {
    match &node.value {
        Json::Array(items) => items,
        _ => std::slice::from_ref(node),
    }
}
