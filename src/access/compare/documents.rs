//! Two documents by themselves: what the second lets through that the first does not, whoever
//! carries it.

use std::{collections::BTreeSet, sync::LazyLock};

use super::{Comparison, Untold, World, classes, resource, worlds};
use crate::{
    access::{
        AttachedPolicy, Caller, PolicyLevel, Request, Target,
        caller::{RoleSession, SessionOrigin},
        layers::Layers,
        possible::Scope,
        special,
    },
    catalog::Action,
    org::{AccountId, Tags},
    policy::{ActionName, Arn, Context, Document, Effect},
};

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// A policy of a user or role.
    Identity,
    /// A permissions boundary, as a cap on everything.
    Boundary,
    /// An SCP, as a cap on everything. Where neither document allows anything, beside one that
    /// allows everything, as such SCPs stand.
    Scp,
    /// An RCP, as a cap on everything, beside the one that allows everything (E-44).
    Rcp,
    /// The policy of a resource or the trust policy of a role; whom it names is a part of the question.
    Resource,
}

/// What allows everything, for whatever the document is not.
pub(super) static EVERYTHING: LazyLock<Document> = LazyLock::new(|| {
    let everything = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
    Document::new(&format!(r#"{{"Version":"2012-10-17","Statement":[{everything}]}}"#))
});

/// The same as an RCP says it.
const EVERYTHING_FOR_EVERYONE: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#;

/// Who carries the documents, for as long as they do not ask.
pub(super) const CARRIER: &str = "arn:aws:iam::111122223333:role/example";

/// Keys that say who carries a document: where one is asked for, only some carriers are tried.
const OF_CARRIER: [&str; 4] =
    ["aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:username"];

/// Compares two documents of a kind.
pub fn documents(
    kind: DocumentKind,
    before: &Document,
    after: &Document,
    scope: &Scope,
) -> Comparison {
    let pairs = pairs(kind, before, after);
    let mut comparison = Comparison::default();
    for (before, after) in &pairs {
        let found = worlds(before, after, scope);
        comparison.gained.extend(found.gained);
        comparison.lost.extend(found.lost);
        comparison.unknown.extend(found.unknown);
    }
    let mut seen = BTreeSet::new();
    comparison.unknown.retain(|it| !it.actions.is_empty() || seen.insert(it.because.clone()));
    let mut because = Vec::new();
    if asks_for_carrier(before) || asks_for_carrier(after) {
        because.push("who asks: its conditions are about the principal".to_owned());
    }
    if resource::names_by_id(before) || resource::names_by_id(after) {
        because.push("who is behind the ids that it names".to_owned());
    }
    if !because.is_empty() {
        let known = |action: &&'static Action| {
            let told = comparison.gained.iter().chain(&comparison.lost);
            told.flat_map(|difference| difference.actions.iter())
                .any(|known| known.id() == action.id())
        };
        let mut open: Vec<_> = pairs
            .iter()
            .flat_map(|(before, after)| classes::differing(before, after, scope))
            .flat_map(|class| class.actions)
            .filter(|action| !known(action))
            .collect();
        open.sort_by_key(|action| action.id());
        open.dedup_by_key(|action| action.id());
        if !open.is_empty() {
            comparison.unknown.push(Untold { actions: open, because });
        }
    }
    comparison
}

/// The worlds before and after, one pair for each caller who may be treated otherwise than others.
pub(super) fn pairs<'w>(
    kind: DocumentKind,
    before: &Document,
    after: &Document,
) -> Vec<(World<'w>, World<'w>)> {
    let companions = companions(kind, before, after);
    let world = |document: &Document, caller: &Caller| world(kind, document, &companions, caller);
    match kind {
        DocumentKind::Resource => resource::pairs(before, after),
        DocumentKind::Identity | DocumentKind::Boundary | DocumentKind::Scp | DocumentKind::Rcp => {
            carriers(before, after)
                .iter()
                .map(|caller| (world(before, caller), world(after, caller)))
                .collect()
        }
    }
}

/// What stands beside the documents on their level.
fn companions(kind: DocumentKind, before: &Document, after: &Document) -> Vec<AttachedPolicy> {
    let everything =
        |document: Document| vec![AttachedPolicy::new("everything", "assumed", document)];
    match kind {
        DocumentKind::Rcp => everything(Document::new(EVERYTHING_FOR_EVERYONE)),
        DocumentKind::Scp if allows_nothing(before) && allows_nothing(after) => {
            everything(EVERYTHING.clone())
        }
        DocumentKind::Identity
        | DocumentKind::Boundary
        | DocumentKind::Scp
        | DocumentKind::Resource => Vec::new(),
    }
}

fn allows_nothing(document: &Document) -> bool {
    document.reading().unreadable.is_empty()
        && document.statements().iter().all(|statement| statement.effect == Effect::Deny)
}

fn asks_for_carrier(document: &Document) -> bool {
    let mut cells = document.statements().iter().flat_map(|statement| &statement.conditions);
    cells.any(|cell| OF_CARRIER.contains(&&*cell.lower))
}

/// Some that may carry the documents: anybody, and whoever their conditions name.
pub(super) fn carriers(before: &Document, after: &Document) -> Vec<Caller> {
    let mut arns = vec![CARRIER.to_owned()];
    for document in [before, after] {
        let cells = document.statements().iter().flat_map(|statement| &statement.conditions);
        for cell in cells.filter(|cell| &*cell.lower == "aws:principalarn") {
            for value in &cell.values {
                let named = value.text.replacen("::*:", "::111122223333:", 1);
                arns.push(named.replace(['*', '?'], "x"));
            }
        }
    }
    arns.sort();
    arns.dedup();
    arns.iter().filter_map(|arn| carrier(arn)).collect()
}

/// The caller of an ARN, if it is a role or user.
pub(super) fn carrier(arn: &str) -> Option<Caller> {
    let arn: Arn = arn.parse().ok()?;
    match Caller::from_arn(&arn)? {
        Caller::Role(session) => Some(Caller::Role(RoleSession {
            session_tags: Tags::default(),
            origin: SessionOrigin::Unknown,
            ..session
        })),
        Caller::User(user) => Some(Caller::User(user)),
        _ => None,
    }
}

/// The policy of a key or role that leaves it to the policies of its account (E-21).
fn trusting(request: &Request) -> Option<AttachedPolicy> {
    let account = request.caller.account()?;
    let about = if request.resource.is_role() { "" } else { r#""Resource":"*","# };
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",{about}"Principal":{{"AWS":"{account}"}},"Action":"*"}}]}}"#
    );
    Some(AttachedPolicy::new("delegation", "assumed", Document::new(&text)))
}

/// The world in which a caller carries a document and nothing else is in the way.
fn world<'w>(
    kind: DocumentKind,
    document: &Document,
    companions: &[AttachedPolicy],
    caller: &Caller,
) -> World<'w> {
    let own = AttachedPolicy::new("document", "compared", document.clone());
    let everything = || AttachedPolicy::new("everything", "assumed", EVERYTHING.clone());
    let level = |policy| {
        let policies = std::iter::once(policy).chain(companions.iter().cloned()).collect();
        Some([PolicyLevel { target: "document".into(), policies }].into())
    };
    let mut layers = Layers { identity: vec![everything()], ..Layers::default() };
    match kind {
        DocumentKind::Identity => layers.identity = vec![own],
        DocumentKind::Boundary => layers.boundary = Some(own),
        DocumentKind::Scp => layers.scps = level(own),
        DocumentKind::Rcp => layers.rcps = level(own),
        DocumentKind::Resource => layers.resource = Some(own),
    }
    let asking = {
        let (caller, layers) = (caller.clone(), layers.clone());
        move |action: &ActionName, resource: &str, context: &Context| {
            let parsed: Option<Arn> = resource.parse().ok();
            let named: Option<AccountId> = parsed.and_then(|arn| arn.account().parse().ok());
            let resource = Target {
                arn: resource.to_owned(),
                account: named.or(caller.account()),
                tags: if resource == "*" { Some(Tags::default()) } else { None },
            };
            let request = Request {
                caller: caller.clone(),
                action: action.clone(),
                resource,
                context: context.clone(),
                organization: None,
            };
            let mut layers = layers.clone();
            if special::identity_needs_trust(&request) {
                layers.resource = trusting(&request);
            }
            Some((request, layers))
        }
    };
    World::alone(caller.clone(), &layers, Box::new(asking))
}
