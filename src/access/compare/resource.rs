//! The policy of a resource by itself: whom it lets in. Whoever it tells from others asks, for the
//! resources of an account of their own or of somebody else's.

use super::{
    World,
    documents::{CARRIER, EVERYTHING, carrier, carriers},
};
use crate::{
    access::{
        AttachedPolicy, Caller, Request, Target,
        layers::{LayerKind, Layers},
    },
    org::{AccountId, Tags},
    policy::{ActionName, Arn, Context, Document, principal::NamedPrincipal},
};

/// A role of an account that no policy names, as far as they do not.
const STRANGERS: [&str; 2] =
    ["arn:aws:iam::444455556666:role/example", "arn:aws:iam::444455557777:role/example"];

/// The worlds before and after, one pair for each caller that the policies tell from others. Who has
/// policies of its own is asked twice: with one that allows everything, and with none.
pub fn pairs<'w>(before: &Document, after: &Document) -> Vec<(World<'w>, World<'w>)> {
    let Some(owner) = carrier(CARRIER).and_then(|caller| caller.account()) else {
        return Vec::new();
    };
    let everything = || vec![AttachedPolicy::new("everything", "assumed", EVERYTHING.clone())];
    let mut found = Vec::new();
    for caller in callers(before, after) {
        let own = match &caller {
            Caller::User(_) | Caller::Role(_) => vec![everything(), Vec::new()],
            _ => vec![Vec::new()],
        };
        for identity in own {
            let world = |document: &Document| world(owner, document, &caller, identity.clone());
            found.push((world(before), world(after)));
        }
    }
    found
}

/// Whether a policy names somebody by an id that tells no ARN (P-10, P-11).
pub fn names_by_id(document: &Document) -> bool {
    named(document).any(|named| {
        matches!(named, NamedPrincipal::UniqueId(_) | NamedPrincipal::CanonicalUser(_))
    })
}

fn named(document: &Document) -> impl Iterator<Item = &NamedPrincipal> {
    let elements = document.statements().iter().filter_map(|s| s.principal.as_ref());
    elements.flat_map(|element| &element.entries).map(|entry| &entry.named)
}

/// Everybody whom the policies tell from others: those that they name, one of each account that they
/// name, one of the owner's, one of another's, and nobody.
fn callers(before: &Document, after: &Document) -> Vec<Caller> {
    let mut found = carriers(before, after);
    found.extend(STRANGERS.iter().filter_map(|arn| carrier(arn)));
    found.push(Caller::Anonymous);
    for named in named(before).chain(named(after)) {
        found.extend(match named {
            NamedPrincipal::Account(id) => carrier(&format!("arn:aws:iam::{id}:role/example")),
            NamedPrincipal::Arn(arn) => carrier(arn),
            NamedPrincipal::Service(name) => {
                Some(Caller::Service { names: vec![name.to_string()] })
            }
            NamedPrincipal::Federated(provider) => {
                Some(Caller::Federated { provider: provider.to_string() })
            }
            NamedPrincipal::Everyone
            | NamedPrincipal::UniqueId(_)
            | NamedPrincipal::CanonicalUser(_)
            | NamedPrincipal::Nobody => None,
        });
    }
    let mut distinct: Vec<Caller> = Vec::new();
    for caller in found {
        if !distinct.contains(&caller) {
            distinct.push(caller);
        }
    }
    distinct
}

/// The world in which a caller asks for what has a policy, and nothing else is in the way.
fn world<'w>(
    owner: AccountId,
    document: &Document,
    caller: &Caller,
    identity: Vec<AttachedPolicy>,
) -> World<'w> {
    let own = AttachedPolicy::new("document", "compared", document.clone());
    let layers = Layers { identity, resource: Some(own), ..Layers::default() };
    let asking = {
        let (caller, layers) = (caller.clone(), layers.clone());
        move |action: &ActionName, resource: &str, context: &Context| {
            let account = resource.parse::<Arn>().ok().and_then(|arn| arn.account().parse().ok());
            let tags = (resource == "*").then(Tags::default);
            let account = account.unwrap_or(owner);
            let mut layers = layers.clone();
            if account != owner {
                layers.resource = None;
            }
            let request = Request {
                caller: caller.clone(),
                action: action.clone(),
                resource: Target { arn: resource.to_owned(), account: Some(account), tags },
                context: context.clone(),
                organization: None,
            };
            Some((request, layers))
        }
    };
    let mut world = World::alone(caller.clone(), &layers, Box::new(asking));
    world.owner = Some(owner);
    world.of_resources.push(((LayerKind::Resource, 0), document.clone()));
    world
}
