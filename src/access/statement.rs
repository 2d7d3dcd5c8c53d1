//! Whether one statement applies to a request (E-10).

use super::{
    decision::{Miss, Outcome},
    layers::LayerKind,
    request::Request,
};
use crate::policy::{
    ActionName, Context, Statement, Truth,
    action::Polarity,
    principal::{CallerNames, MatchClass, PrincipalElement},
    resource::{Incomplete, ResourceElement},
};

/// What statements are held against: a request with its context complete.
pub struct Subject<'a> {
    /// The request.
    pub request: &'a Request,
    /// Its context, derived keys included.
    pub context: &'a Context,
    /// The names by which policies can mean the caller.
    pub names: &'a CallerNames,
    /// Whether the caller has a permissions boundary (P-33).
    pub bounded: bool,
}

impl Subject<'_> {
    fn action(&self) -> &ActionName {
        &self.request.action
    }

    /// What a statement of a layer has to do with the request; the first thing that fails counts.
    pub fn outcome(&self, statement: &Statement, layer: LayerKind) -> Outcome {
        if !statement.action.covers(self.action()) {
            return Outcome::Fails(Miss::Action);
        }
        let class = match (names_principals(layer), &statement.principal) {
            (false, None) => Some(MatchClass::Direct),
            (true, Some(element)) => self.class(element),
            // Where a principal is missing or out of place, AWS refuses the policy (G-10).
            (true, None) | (false, Some(_)) => None,
        };
        let Some(class) = class else { return Outcome::Fails(Miss::Principal) };
        let resource = match (&statement.resource, layer) {
            (Some(element), _) => {
                element.covers(&self.request.resource.arn, self.context, completion(layer))
            }
            // A trust policy is about its own role (Z-3).
            (None, LayerKind::Trust) => Truth::Yes,
            (None, _) => Truth::No,
        };
        if resource == Truth::No {
            return Outcome::Fails(Miss::Resource);
        }
        let mut certain = resource;
        for (at, cell) in statement.conditions.iter().enumerate() {
            match cell.holds(self.context) {
                Truth::No => {
                    let at = u16::try_from(at).unwrap_or(u16::MAX);
                    return Outcome::Fails(Miss::Condition(at));
                }
                truth => certain = certain & truth,
            }
        }
        if certain == Truth::Yes { Outcome::Applies(class) } else { Outcome::Depends(class) }
    }

    fn class(&self, element: &PrincipalElement) -> Option<MatchClass> {
        match element.polarity {
            Polarity::Listed => element.class(self.names),
            // Whoever has a boundary is never spared (P-33).
            Polarity::Excepted => {
                (self.bounded || !element.spares(self.names)).then_some(MatchClass::Direct)
            }
        }
    }

    /// The keys of unknown value that a statement hangs on.
    pub fn unknown_keys(&self, statement: &Statement) -> Vec<String> {
        let in_resource = statement.resource.iter().flat_map(ResourceElement::variables);
        let in_conditions =
            statement.conditions.iter().flat_map(|cell| cell.unknown_keys(self.context));
        let unknown = |key: &&str| self.context.get(key) == crate::policy::Lookup::Unknown;
        in_resource.filter(unknown).chain(in_conditions).map(str::to_owned).collect()
    }
}

/// Whether policies of a layer name principals (G-10).
fn names_principals(layer: LayerKind) -> bool {
    match layer {
        LayerKind::Rcp | LayerKind::Endpoint | LayerKind::Resource | LayerKind::Trust => true,
        LayerKind::Scp | LayerKind::Identity | LayerKind::Boundary | LayerKind::Session => false,
    }
}

/// How a layer reads ARNs with parts missing.
fn completion(layer: LayerKind) -> Incomplete {
    match layer {
        LayerKind::Identity | LayerKind::Boundary => Incomplete::Completed,
        _ => Incomplete::OnlyAfterStar,
    }
}
