//! Whether one statement applies to a request (E-10).

use super::{
    decision::{Miss, Outcome},
    layers::LayerKind,
    request::Request,
    special,
};
use crate::policy::{
    ActionName, Context, Effect, Lookup, Statement, Truth,
    action::Polarity,
    principal::{CallerNames, MatchClass},
    resource::{Incomplete, ResourceElement, ResourcePattern},
};

/// What statements are held against: a request with its context complete.
pub struct Subject<'a> {
    /// The request.
    pub request: &'a Request,
    /// What it is held against resource patterns as: an ARN, or `*`.
    pub resource: &'a str,
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

    /// In which way a statement of a layer means the caller and the action, whatever resource and
    /// conditions are, and whether for sure.
    pub fn concerns(&self, statement: &Statement, layer: LayerKind) -> Option<(MatchClass, Truth)> {
        let stands = statement.action.covers(self.action()) && in_place(statement, layer);
        if stands { self.means(statement, layer) } else { None }
    }

    /// What a statement of a layer has to do with the request; the first thing that fails counts.
    pub fn outcome(&self, statement: &Statement, layer: LayerKind) -> Outcome {
        if !statement.action.covers(self.action()) {
            return Outcome::Fails(Miss::Action);
        }
        if !in_place(statement, layer) {
            return Outcome::Fails(Miss::OutOfPlace);
        }
        let Some((class, meant)) = self.means(statement, layer) else {
            return Outcome::Fails(Miss::Principal);
        };
        let resource = self.resource(statement, layer);
        if resource == Truth::No {
            return Outcome::Fails(Miss::Resource);
        }
        let mut certain = meant & resource;
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

    /// In which way a statement means the caller, if it may. Unknown is what hangs on the canonical
    /// id of the caller's account, which nobody has told (P-10).
    pub fn means(&self, statement: &Statement, layer: LayerKind) -> Option<(MatchClass, Truth)> {
        let Some(element) = &statement.principal else {
            return Some((MatchClass::Direct, Truth::Yes));
        };
        if !special::trust_can_mean(self.request, layer) {
            return None;
        }
        let listed = || match element.class(self.names) {
            Some(class) => Some((class, Truth::Yes)),
            None => Some((element.class_if_canonical(self.names)?, Truth::Unknown)),
        };
        let left_out = match (element.polarity, statement.effect) {
            (Polarity::Listed, _) => return listed(),
            // Whoever has a boundary is never spared (P-33).
            (Polarity::Excepted, Effect::Deny) => {
                Truth::from(self.bounded) | !element.spares(self.names)
            }
            // Refused by AWS today, evaluated as it stands in old policies (G-10).
            (Polarity::Excepted, Effect::Allow) => {
                !listed().map_or(Truth::No, |(_, listed)| listed)
            }
        };
        (left_out != Truth::No).then_some((MatchClass::Direct, left_out))
    }

    /// Whether a statement is about the resource; one that names none is about its own (Z-3).
    pub fn resource(&self, statement: &Statement, layer: LayerKind) -> Truth {
        let about = |element: &ResourceElement| {
            element.covers(self.resource, self.context, completion(layer))
        };
        statement.resource.as_ref().map_or(Truth::Yes, about)
    }

    /// Whether one pattern of a list matches the resource.
    pub fn meets(&self, pattern: &ResourcePattern, layer: LayerKind) -> Truth {
        pattern.matches(self.resource, self.context, completion(layer))
    }

    /// The keys of unknown value that a statement hangs on.
    pub fn unknown_keys(&self, statement: &Statement, layer: LayerKind) -> Vec<String> {
        let open = |truth| truth == Truth::Unknown;
        let in_resource = statement
            .resource
            .iter()
            .filter(|_| open(self.resource(statement, layer)))
            .flat_map(ResourceElement::variables);
        let in_conditions = statement
            .conditions
            .iter()
            .filter(|cell| open(cell.holds(self.context)))
            .flat_map(|cell| cell.unknown_keys(self.context));
        let unknown = |key: &&str| self.context.get(key) == Lookup::Unknown;
        in_resource.filter(unknown).chain(in_conditions).map(str::to_owned).collect()
    }
}

/// Whether a policy of a layer can hold a statement of this form at all (G-10, section 2.4). Some
/// services, ECR among them, have policies that name no resource: they are about their own.
pub fn in_place(statement: &Statement, layer: LayerKind) -> bool {
    let polarity = statement.principal.as_ref().map(|element| element.polarity);
    let principal = match layer {
        LayerKind::Scp | LayerKind::Identity | LayerKind::Boundary | LayerKind::Session => {
            polarity.is_none()
        }
        LayerKind::Rcp | LayerKind::Trust => polarity == Some(Polarity::Listed),
        LayerKind::Endpoint | LayerKind::Resource | LayerKind::Acl => polarity.is_some(),
    };
    let resource = match layer {
        LayerKind::Trust => statement.resource.is_none(),
        LayerKind::Resource => true,
        LayerKind::Rcp
        | LayerKind::Scp
        | LayerKind::Endpoint
        | LayerKind::Acl
        | LayerKind::Identity
        | LayerKind::Boundary
        | LayerKind::Session => statement.resource.is_some(),
    };
    principal && resource
}

/// How a layer reads ARNs with parts missing.
pub fn completion(layer: LayerKind) -> Incomplete {
    match layer {
        LayerKind::Identity | LayerKind::Boundary => Incomplete::Completed,
        LayerKind::Session | LayerKind::Rcp => Incomplete::Refused,
        LayerKind::Scp
        | LayerKind::Endpoint
        | LayerKind::Resource
        | LayerKind::Acl
        | LayerKind::Trust => Incomplete::OnlyAfterStar,
    }
}
