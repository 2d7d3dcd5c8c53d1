//! The resources of the model whose own policies mean a principal: what it may do with each of them
//! is looked at by itself.

use std::{rc::Rc, sync::Arc};

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::{
    Access, ActionSet,
    action_set::names,
    classes::Classes,
    ground::{Ground, shapes},
    kind::Kind,
    matrix::Matrix,
    settle::Settler,
    view::wide,
};
use crate::{
    access::{
        acl, derive, gather,
        layers::{AttachedPolicy, LayerKind},
        pattern_set::Pattern,
        possible::{Spot, own},
        special,
        statement::{Subject, in_place},
    },
    catalog::{Action, ActionId, Service, catalog},
    org::Resource,
    policy::{Arn, Context, Document, Effect, Truth, principal::MatchClass},
};

/// A resource or role whose own policy means the principal.
pub struct Held<'o> {
    /// Its ARN.
    pub arn: Arn,
    /// Whether it is of the principal's own account.
    pub at_home: bool,
    /// The resource; nothing where it is a role to be assumed.
    resource: Option<&'o Arc<Resource>>,
    /// The statements that mean the principal.
    statements: Vec<Meaning>,
    /// Whether more may count than its statements: grants of a key, tags, what cannot be read.
    open: bool,
}

/// A statement of a resource's policy that means the principal.
pub struct Meaning {
    /// In which layer its policy is.
    pub layer: LayerKind,
    /// The policy it stands in.
    pub policy: AttachedPolicy,
    /// Its place among the statements of the document that could be read.
    pub place: usize,
    /// What it says.
    pub effect: Effect,
    /// Whether it means the principal and its condition holds, as requests usually are.
    pub condition: Truth,
    /// The unknown keys that its condition hangs on.
    pub keys: Vec<String>,
    actions: ActionSet,
}

/// What a principal may do with a resource of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnHeld {
    /// The action.
    pub action: ActionId,
    /// The resource.
    pub resource: Arc<str>,
    /// Whether it may.
    pub access: Access,
    /// Whether the resource is of the principal's own account.
    pub at_home: bool,
}

/// The resources and roles of the model whose own policies mean a principal, so that they count.
pub fn heeding<'o>(matrix: &Matrix<'o>) -> Vec<Held<'o>> {
    let organization = matrix.organization;
    let account = matrix.actor.caller.account();
    let request = matrix.plain_request();
    let names = request.names();
    let (usual, wide) = (derive::context(&request), wide(&request));
    let subject = Subject {
        request: &request,
        resource: "*",
        context: &wide,
        names: &names,
        bounded: matrix.layers.boundary.is_some(),
    };
    let by_tags = matrix.stack.asks_for_tags();
    let mut held = Vec::new();
    for resource in organization.resources().iter() {
        let of_key = resource.arn.service() == "kms";
        let at_home = account == Some(resource.account);
        let (mut statements, mut open) = (Vec::new(), !resource.grants.is_empty());
        if let Some(document) = &resource.policy {
            let policy =
                || AttachedPolicy::new(resource.arn.as_str(), "resource policy", document.clone());
            // In one account a grant to the account leaves it to the caller's own policies, but for
            // keys (E-21, E-26).
            let least =
                if at_home && !of_key { MatchClass::EntityLevel } else { MatchClass::AccountLevel };
            statements = meaning(document, LayerKind::Resource, &policy, &subject, &usual, least);
            open |= !document.reading().unreadable.is_empty();
        }
        let block = gather::public_access_block(organization, resource);
        if let Some(acl) = acl::of_bucket(resource, block) {
            let (kind, policy) = (LayerKind::Acl, || acl.clone());
            let least = if at_home { MatchClass::EntityLevel } else { MatchClass::AccountLevel };
            statements.extend(meaning(&acl.document, kind, &policy, &subject, &usual, least));
        }
        // Of other resources nobody knows the tags.
        open |= at_home && by_tags;
        let counts = counts(&statements, at_home) || open || (of_key && at_home);
        if counts {
            let arn = resource.arn.clone();
            held.push(Held { arn, at_home, resource: Some(resource), statements, open });
        }
    }
    // Many roles have the same trust policy, and most let the principal alone.
    let mut alone: HashSet<usize> = HashSet::new();
    for role in organization.roles().iter() {
        if alone.contains(&role.trust.address()) {
            continue;
        }
        let policy = || AttachedPolicy::new(role.name.as_str(), "trust policy", role.trust.clone());
        let least = MatchClass::AccountLevel;
        let statements = meaning(&role.trust, LayerKind::Trust, &policy, &subject, &usual, least);
        let open = !role.trust.reading().unreadable.is_empty();
        if statements.is_empty() && !open {
            alone.insert(role.trust.address());
            continue;
        }
        let at_home = account == Some(role.account);
        if let Some(arn) = role.arn().filter(|_| counts(&statements, at_home) || open) {
            held.push(Held { arn, at_home, resource: None, statements, open });
        }
    }
    held
}

/// Whether statements change anything: where the owner is another, denials alone do not.
fn counts(statements: &[Meaning], at_home: bool) -> bool {
    statements.iter().any(|it| at_home || it.effect == Effect::Allow)
}

/// The statements of a document that may mean the caller so closely at least, and may hold.
fn meaning(
    document: &Document,
    kind: LayerKind,
    policy: &dyn Fn() -> AttachedPolicy,
    subject: &Subject<'_>,
    usual: &Context,
    least: MatchClass,
) -> Vec<Meaning> {
    let mut found = Vec::new();
    for (place, statement) in document.statements().iter().enumerate() {
        let meant = subject.means(statement, kind).filter(|_| in_place(statement, kind));
        let Some((class, meant)) = meant else { continue };
        if statement.effect == Effect::Allow && class < least {
            continue;
        }
        // What forbids something only in unusual requests is no limit to the usual ones.
        let context = match statement.effect {
            Effect::Allow => subject.context,
            Effect::Deny => usual,
        };
        let cells = statement.conditions.iter();
        let condition = meant & Truth::all(cells.map(|cell| cell.holds(context)));
        if condition != Truth::No {
            let mut keys = subject.unknown_keys(statement, kind);
            keys.sort();
            keys.dedup();
            found.push(Meaning {
                layer: kind,
                policy: policy(),
                place,
                effect: statement.effect,
                condition,
                keys,
                actions: ActionSet::covered_by(&statement.action),
            });
        }
    }
    found
}

impl Held<'_> {
    /// The ARNs that surely belong to it.
    pub fn own(&self) -> Vec<Pattern> {
        match self.resource {
            Some(resource) => own(resource),
            None => vec![Pattern::text(self.arn.as_str())],
        }
    }

    /// The actions that its policy has something to say about.
    fn actions(&self) -> impl Iterator<Item = &'static Action> + '_ {
        let actions = catalog().service(self.service()).map(Service::actions);
        actions.unwrap_or_default().iter().filter(|action| self.speaks_of(action))
    }

    /// The service whose actions heed its policy.
    pub fn service(&self) -> &str {
        if self.resource.is_none() { "sts" } else { self.arn.service() }
    }

    /// Whether its policy has something to say about an action of that service.
    fn speaks_of(&self, action: &'static Action) -> bool {
        let assumes = special::assumes_role(&names()[action.id().index()]);
        assumes == self.resource.is_none()
            && (self.open || self.arn.service() == "kms" || self.meaning(action).next().is_some())
    }

    /// The statements that mean the principal and cover an action.
    pub fn meaning(&self, action: &'static Action) -> impl Iterator<Item = &Meaning> {
        self.statements.iter().filter(|meaning| meaning.actions.contains(action))
    }

    /// What a request of an action about it or what belongs to it can be about.
    fn spots(&self, action: &Action) -> Vec<(Ground, Spot)> {
        let mut found = Vec::new();
        for ground in &shapes().of(action).grounds {
            let Ground::Form(form) = ground else { continue };
            let known = &shapes().form(*form).form;
            if !known.service_is(&self.arn) {
                continue;
            }
            let spots = match self.resource {
                Some(resource) => Spot::held(known, resource).collect(),
                None => vec![Spot::known(self.arn.as_str())],
            };
            found.extend(spots.into_iter().map(|spot| (*ground, spot)));
        }
        found.retain(|(_, spot)| !spot.is_empty());
        found
    }
}

/// What a principal may do with each of the resources that heed it.
pub fn on_held(
    held: &[Held<'_>],
    classes: &Classes,
    kind_of: &dyn Fn(&'static Action, Ground) -> Kind,
    settler: &Settler<'_>,
    wanted: &dyn Fn(&Action) -> bool,
) -> Vec<OnHeld> {
    let mut found = Vec::new();
    for held in held {
        let name: Arc<str> = held.arn.as_str().into();
        let mut spots_of: HashMap<u32, Vec<(Ground, Spot)>> = HashMap::new();
        let mut known: HashMap<_, Access> = HashMap::new();
        for action in held.actions().filter(|action| wanted(action)) {
            let saying: Vec<bool> =
                held.statements.iter().map(|it| it.actions.contains(action)).collect();
            let spots =
                spots_of.entry(shapes().place(action)).or_insert_with(|| held.spots(action));
            let Some((ground, _)) = spots.first() else { continue };
            let kind = kind_of(action, *ground);
            let places: Vec<Ground> = spots.iter().map(|(ground, _)| *ground).collect();
            let alike = (classes.of(action), kind.manner, kind.missing.clone(), saying, places);
            let access = *known.entry(alike).or_insert_with(|| {
                let on = |(ground, spot): &(Ground, Spot)| {
                    settler.on_all(spot, &kind_of(action, *ground))
                };
                Access::together(spots.iter().map(on))
            });
            found.push(OnHeld {
                action: action.id(),
                resource: Arc::clone(&name),
                access,
                at_home: held.at_home,
            });
        }
    }
    found.sort_by_key(|on| on.action);
    found
}

/// The places of the principal's own resources whose policies have something to say about an action.
pub fn apart(held: &[Held<'_>], action: &'static Action) -> Rc<[u16]> {
    let speaking = (0..).zip(held).filter(|(_, held)| {
        held.at_home && held.service() == action.service() && held.speaks_of(action)
    });
    speaking.map(|(at, _)| at).collect()
}

/// The resources that the answers for a kind of request leave out.
pub fn outside(held: &[Held<'_>], kind: &Kind) -> Vec<Pattern> {
    let Ground::Form(form) = kind.ground else { return Vec::new() };
    let form = &shapes().form(form).form;
    let apart = kind.apart.iter().map(|at| &held[usize::from(*at)]);
    apart.filter(|held| form.service_is(&held.arn)).flat_map(Held::own).collect()
}
