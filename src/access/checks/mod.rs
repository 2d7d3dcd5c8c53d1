//! Checks in the manner of Access Analyzer: no new access, access not granted, no public access; for
//! documents by themselves, and for a whole organization with all its layers.

#[cfg(test)]
mod tests;

use super::{
    Actor, Caller, Principal, acl,
    compare::{Difference, DocumentKind, Impact, documents, impact},
    index::{Ever, Index, stranger},
    layers::{AttachedPolicy, Layers},
    possible::{Never, Possible, Scope, Witness, and_below, can},
    public,
};
use crate::{
    catalog::{Action, Service, catalog},
    org::Organization,
    policy::{ActionName, Arn, Document},
};

/// What a check comes to.
#[derive(Debug, Clone)]
pub enum Check<F> {
    /// It holds for every request.
    Passed,
    /// It does not: these show it.
    Failed(Vec<F>),
    /// Nothing is found against it, but something could not be told.
    Undecided(Vec<String>),
}

/// An action that somebody can do after all.
#[derive(Debug, Clone)]
pub struct Granted {
    /// The action.
    pub action: &'static Action,
    /// Who can, with an example.
    pub ever: Ever,
}

/// Something that strangers can do to a resource.
#[derive(Debug, Clone)]
pub struct Public {
    /// The resource, or the role.
    pub resource: Arn,
    /// A request that shows it.
    pub witness: Witness,
}

impl<F> Check<F> {
    fn of(found: Vec<F>, untold: Vec<String>) -> Self {
        if !found.is_empty() {
            Self::Failed(found)
        } else if untold.is_empty() {
            Self::Passed
        } else {
            Self::Undecided(untold)
        }
    }

    /// Whether it holds, for certain.
    pub fn passed(&self) -> bool {
        matches!(self, Self::Passed)
    }
}

/// Whether a document lets nothing through that another does not.
pub fn no_new_access(
    kind: DocumentKind,
    reference: &Document,
    document: &Document,
    scope: &Scope,
) -> Check<Difference> {
    let found = documents(kind, reference, document, scope);
    Check::of(found.gained, found.unknown.into_iter().flat_map(|u| u.because).collect())
}

/// Whether a document lets none of the scope's actions through on its resources.
pub fn access_not_granted(
    kind: DocumentKind,
    document: &Document,
    scope: &Scope,
) -> Check<Difference> {
    let nothing = Document::new(r#"{"Version":"2012-10-17","Statement":[]}"#);
    no_new_access(kind, &nothing, document, scope)
}

/// Whether a resource's policy by itself lets strangers in (Y-8).
pub fn is_public(document: &Document) -> bool {
    public::is_public(document)
}

/// Whether nobody of the organization gains anything from one to the other that the catalogue has an
/// action for.
pub fn nobody_gains(before: &Index, after: &Index, scope: &Scope) -> Check<Impact> {
    let found = impact(before, after, scope);
    let untold: Vec<String> = found
        .affected
        .iter()
        .flat_map(|affected| &affected.comparison.unknown)
        .flat_map(|untold| untold.because.clone())
        .collect();
    if found.gaining().is_empty() && found.appeared.is_empty() {
        Check::of(Vec::new(), untold)
    } else {
        Check::Failed(vec![found])
    }
}

/// Whether nobody of the organization can ever do any of the scope's actions on its resources, but
/// for some.
pub fn nobody_can(index: &Index, scope: &Scope, but: &[Principal]) -> Check<Granted> {
    let (mut found, mut untold) = (Vec::new(), Vec::new());
    let wanted = scope.actions();
    let wanted = |action: &&Action| wanted.as_ref().is_none_or(|wanted| wanted.contains(action));
    for action in catalog().actions().iter().filter(wanted) {
        let Ok(name) = action.full_name().parse::<ActionName>() else { continue };
        for mut ever in index.who_can_ever(&name, scope) {
            ever.principals.retain(|principal| !but.contains(principal));
            match &ever.possible {
                _ if ever.principals.is_empty() => {}
                Possible::Witness(_) => found.push(Granted { action, ever }),
                Possible::Unknown(causes) => untold.extend(causes.iter().cloned()),
                Possible::Never(_) => {}
            }
        }
    }
    untold.sort();
    untold.dedup();
    Check::of(found, untold)
}

/// Whether no resource and no role of the organization lets strangers in: neither those who have
/// not signed in, nor those of another account that allows them everything. A policy that is not
/// public by itself (Y-8) is let be.
pub fn no_public_access(organization: &Organization) -> Check<Public> {
    let resources = organization.resources().iter();
    let policies = resources
        .flat_map(|held| acl::documents(held).map(|document| (held.arn.clone(), document)));
    let roles = organization.roles().iter();
    let trusts = roles.filter_map(|role| Some((role.arn()?, role.trust.clone())));
    let (mut found, mut untold) = (Vec::new(), Vec::new());
    for (arn, document) in policies.chain(trusts).filter(|(_, document)| is_public(document)) {
        match let_in(organization, &arn, &document) {
            Possible::Witness(witness) => {
                found.push(Public { resource: arn, witness: *witness });
            }
            Possible::Never(_) => {}
            Possible::Unknown(causes) => untold.extend(causes),
        }
    }
    // A bucket's policy and its list may both be public.
    found.dedup_by(|one, other| one.resource == other.resource);
    untold.sort();
    untold.dedup();
    Check::of(found, untold)
}

/// Whether a stranger can ever do anything to a resource that its policy speaks of.
fn let_in(organization: &Organization, arn: &Arn, document: &Document) -> Possible {
    let scope = Scope { resources: and_below(arn), ..Scope::default() };
    let spoken_of = |name: &ActionName| {
        document.statements().iter().any(|statement| statement.action.covers(name))
    };
    let service = if arn.service() == "iam" { "sts" } else { arn.service() };
    let actions = catalog().service(service).into_iter().flat_map(Service::actions);
    let names = actions.filter_map(|action| {
        let name = action.full_name().parse::<ActionName>().ok()?;
        spoken_of(&name).then_some(name)
    });
    let mut unknown = Vec::new();
    let strangers = strangers(organization);
    for name in names {
        for stranger in &strangers {
            match can(organization, stranger, &name, &scope) {
                Possible::Witness(witness) => return Possible::Witness(witness),
                Possible::Unknown(causes) => unknown.extend(causes),
                Possible::Never(_) => {}
            }
        }
    }
    if unknown.is_empty() { Possible::Never(Never::default()) } else { Possible::Unknown(unknown) }
}

/// Nobody, and a role of another account that may do everything there.
fn strangers(organization: &Organization) -> Vec<Actor> {
    let everything =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
    let policy = AttachedPolicy::new("everything", "assumed", Document::new(everything));
    let nobody = Actor::alone(Caller::Anonymous, Layers::default());
    let arn = stranger(organization)
        .and_then(|account| format!("arn:aws:iam::{account}:role/stranger").parse().ok());
    let caller = arn.and_then(|arn: Arn| Caller::from_arn(&arn));
    let role = caller
        .map(|caller| Actor::alone(caller, Layers { identity: vec![policy], ..Layers::default() }));
    std::iter::once(nobody).chain(role).collect()
}
