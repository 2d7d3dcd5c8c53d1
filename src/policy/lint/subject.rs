//! What is looked at: a document, its JSON, its statements, and what the catalogue knows of them.

use std::sync::OnceLock;

use super::{
    Kind,
    forms::{Form, forms_met},
};
use crate::{
    catalog::{Action, Service, catalog},
    policy::{
        ActionName, Document, Effect, Statement,
        action::{ActionPattern, Polarity},
        json::{self, Json, Member, Node},
        resource::ResourcePattern,
    },
};

/// A document that is looked at.
pub struct Subject<'d> {
    /// The document.
    pub document: &'d Document,
    /// What it is for.
    pub kind: Kind,
    /// Its JSON, if it is any.
    pub root: Option<Node<'d>>,
    /// The statements that could be read.
    pub statements: Vec<Scope<'d>>,
}

impl<'d> Subject<'d> {
    /// A document with all that the catalogue knows of it.
    pub fn new(document: &'d Document, kind: Kind) -> Self {
        let statements = document.statements().iter().map(Scope::new).collect();
        Self { document, kind, root: json::parse(document.text()).ok(), statements }
    }

    /// The members of the document.
    pub fn members(&self) -> &[Member<'d>] {
        self.root.as_ref().map(members).unwrap_or_default()
    }

    /// The nodes of the statements, also of those that cannot be read.
    pub fn statement_nodes(&self) -> &[Node<'d>] {
        let node = self.members().iter().find(|member| member.key == "Statement");
        match node.map(|member| &member.value) {
            Some(Node { value: Json::Array(items), .. }) => items,
            Some(node) => std::slice::from_ref(node),
            None => &[],
        }
    }
}

/// The members of a node; none when it is no object.
pub fn members<'n, 't>(node: &'n Node<'t>) -> &'n [Member<'t>] {
    match &node.value {
        Json::Object(members) => members,
        _ => &[],
    }
}

/// A statement, and what the catalogue knows of its actions and resources.
pub struct Scope<'d> {
    /// The statement.
    pub statement: &'d Statement,
    /// Its patterns of actions.
    pub actions: Vec<Actions<'d>>,
    /// Its patterns of resources.
    pub resources: Vec<Resources<'d>>,
}

/// A pattern of actions, and the actions that it matches.
pub struct Actions<'d> {
    /// The pattern.
    pub pattern: &'d ActionPattern,
    /// Its service; nothing where it names none, or one that nobody knows.
    pub service: Option<&'static Service>,
    /// The catalogued actions that it matches; none for patterns of every service.
    pub matched: Vec<&'static Action>,
}

/// A pattern of resources, and the forms of the ARNs that it can match.
pub struct Resources<'d> {
    /// The pattern.
    pub pattern: &'d ResourcePattern,
    /// The forms; none for `*`, and for what is no ARN.
    pub forms: Vec<&'static Form>,
}

impl<'d> Scope<'d> {
    fn new(statement: &'d Statement) -> Self {
        let resources = statement.resource.as_ref().map(|it| it.patterns.as_slice());
        Self {
            statement,
            actions: statement.action.patterns.iter().map(Actions::new).collect(),
            resources: resources.unwrap_or_default().iter().map(Resources::new).collect(),
        }
    }

    /// Whether it allows.
    pub fn allows(&self) -> bool {
        self.statement.effect == Effect::Allow
    }

    /// Whether it is about the actions and resources that it lists, and not about all others.
    pub fn lists_actions(&self) -> bool {
        self.statement.action.polarity == Polarity::Listed
    }

    /// Whether its resources are all there are: a listed `*`.
    pub fn every_resource(&self) -> bool {
        self.statement.resource.as_ref().is_some_and(|element| {
            element.polarity == Polarity::Listed
                && element.patterns.iter().any(ResourcePattern::is_everything)
        })
    }

    /// Whether all that it is about is known: it lists actions, and the catalogue has them.
    pub fn actions_known(&self) -> bool {
        self.lists_actions() && self.actions.iter().all(|each| !each.matched.is_empty())
    }

    /// The catalogued actions that its listed patterns match.
    pub fn matched(&self) -> impl Iterator<Item = &'static Action> + '_ {
        self.actions.iter().flat_map(|each| each.matched.iter().copied())
    }

    /// Whether it has a condition on one of these keys, written in lower case.
    pub fn tests(&self, keys: &[&str]) -> bool {
        self.statement.conditions.iter().any(|cell| keys.contains(&&*cell.lower))
    }
}

impl<'d> Actions<'d> {
    fn new(pattern: &'d ActionPattern) -> Self {
        let service = pattern.service().and_then(|prefix| catalog().service(prefix));
        Self { pattern, service, matched: service.map_or_else(Vec::new, |it| matched(pattern, it)) }
    }

    /// Whether it is the name of one action, without wildcards.
    pub fn is_exact(&self) -> bool {
        !self.pattern.text.contains(['*', '?'])
    }

    /// Whether it matches an action of the catalogue by its full name.
    pub fn covers(&self, action: &str) -> bool {
        action.parse().is_ok_and(|action| self.pattern.matches(&action))
    }
}

fn matched(pattern: &ActionPattern, service: &'static Service) -> Vec<&'static Action> {
    let text = &*pattern.text;
    let Some(wild) = text.find(['*', '?']) else {
        return catalog().action(text).into_iter().collect();
    };
    if text[wild..] == *"*" && text[..wild].ends_with(':') {
        return service.actions().iter().collect();
    }
    let near = catalog().actions_starting_with(&text[..wild]).iter();
    near.filter(|action| name(action).is_some_and(|name| pattern.matches(name))).collect()
}

/// The name of a catalogued action, ready to be matched.
fn name(action: &Action) -> Option<&'static ActionName> {
    static NAMES: OnceLock<Vec<Option<ActionName>>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        catalog().actions().iter().map(|action| action.full_name().parse().ok()).collect()
    });
    names.get(action.id().index())?.as_ref()
}

impl<'d> Resources<'d> {
    fn new(pattern: &'d ResourcePattern) -> Self {
        Self { pattern, forms: forms_met(&pattern.text) }
    }
}
