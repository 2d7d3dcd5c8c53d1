//! Whether a principal can ever do something: on some resource, in some context (`ANALYSIS` 1).
//!
//! [`can_ever`] looks at every kind of resource that the action can be about, and at every resource
//! of the model with a policy of its own. It answers with a [`Witness`], a request that
//! [`super::decide`] allows; or [`Possible::Never`] with the statements and silent layers that rule
//! it out; or says what it does not know.

mod apart;
mod case;
mod compile;
mod correlate;
mod form;
mod formula;
mod side;
mod spot;
mod terrain;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use case::{Ask, Case, Searched, Wanted};
pub use correlate::Relations;
pub use form::{Form, Forms};
pub use formula::{Formula, Requirement};
pub use side::{Settled, Side, adjustable};
pub use spot::{Spot, and_below, around, kept_by_aws, own};
pub use terrain::Terrain;

use super::{
    Actor, Asker, Decision, Principal, Reason, Request, Verdict, decide,
    effective::ActionSet,
    layers::{LayerKind, Layers},
    pattern_set::{Fuel, Pattern},
};
use crate::{
    org::Organization,
    policy::{
        ActionName, Context, Effect, Span, Unmentioned,
        action::{ActionElement, ActionPattern, Polarity},
    },
};

/// What a question leaves open: which resources, and what is known of the context.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Where several actions are asked for at once, only those that match one of these patterns;
    /// without any all.
    pub actions: Vec<String>,
    /// The resource matches one of these patterns, which are read as in an identity policy; without
    /// any it may be any resource.
    pub resources: Vec<String>,
    /// What is known of the context; every other key may be what it likes.
    pub context: Context,
}

/// Whether any request can be allowed.
#[derive(Debug, Clone, PartialEq)]
pub enum Possible {
    /// This request is.
    Witness(Box<Witness>),
    /// None is.
    Never(Never),
    /// It cannot be told, because of this.
    Unknown(Vec<String>),
}

/// A request that is allowed.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness {
    /// The request, with every key that it needs.
    pub request: Request,
    /// The layers that bear on it.
    pub layers: Layers,
    /// What [`super::decide`] says of it.
    pub decision: Decision,
}

/// Why no request is ever allowed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Never {
    /// What rules it out, each said once.
    pub because: Vec<Because>,
    /// What was taken for granted, such as that the service never sends some key.
    pub assumptions: Vec<String>,
}

/// Something that rules requests out.
#[derive(Debug, Clone, PartialEq)]
pub enum Because {
    /// Nothing in a layer allows what the others leave.
    Silent {
        /// The layer.
        layer: LayerKind,
        /// The level of it, for organization policies.
        target: Option<Arc<str>>,
    },
    /// A statement forbids what the others leave.
    Forbidden {
        /// The layer.
        layer: LayerKind,
        /// The level of it, for organization policies.
        target: Option<Arc<str>>,
        /// The policy.
        policy: Arc<str>,
        /// What to call the statement.
        statement: String,
    },
    /// A rule beside all policies.
    Rule(Reason),
    /// The two conditions that keys which belong together cannot both meet.
    Related(String),
    /// There is no resource that the action could be about.
    NoResource,
}

/// What one question may cost, all cases together.
const FUEL: u64 = 2_000_000;

/// Whether a principal can ever do something; nothing when the principal is not there.
pub fn can_ever(
    organization: &Organization,
    principal: &Principal,
    action: &ActionName,
    scope: &Scope,
) -> Option<Possible> {
    let actor = Actor::new(organization, principal)?;
    Some(can(organization, &actor, action, scope))
}

/// Whether an actor can ever do something.
pub fn can(
    organization: &Organization,
    actor: &Actor,
    action: &ActionName,
    scope: &Scope,
) -> Possible {
    let mut context = scope.context.clone();
    context.set_unmentioned(Unmentioned::Unknown);
    let mut fuel = Fuel::new(FUEL);
    let mut never = Never::default();
    let mut unknown = Vec::new();
    let within = scope.patterns();
    let terrain = Terrain::One(organization);
    let asker = Asker::new(organization, actor);
    for spot in terrain.spots(&actor.caller, actor.caller.account(), action) {
        let Some(spot) = spot.within(within.as_deref()) else { continue };
        let ask =
            |resource: &str, context: &Context| Some(asker.question(action, resource, context));
        let views: [(&Ask<'_>, Wanted); 1] = [(&ask, Wanted::Allowed)];
        let Some(case) = Case::new(&spot, &context, &views) else { continue };
        match case.search(&mut fuel) {
            Searched::Found(witnesses) => {
                if let Some(witness) = witnesses.into_iter().next() {
                    return Possible::Witness(Box::new(witness));
                }
            }
            Searched::Never(found) => never.join(found),
            Searched::Unknown(causes) => unknown.extend(causes),
        }
    }
    if !unknown.is_empty() {
        unknown.sort();
        unknown.dedup();
        return Possible::Unknown(unknown);
    }
    if never.because.is_empty() {
        never.because.push(Because::NoResource);
    }
    Possible::Never(never)
}

impl Scope {
    /// The actions; nothing when it is all.
    pub fn actions(&self) -> Option<ActionSet> {
        let pattern = |text: &String| ActionPattern::new(text, Span::START);
        (!self.actions.is_empty()).then(|| {
            ActionSet::covered_by(&ActionElement {
                polarity: Polarity::Listed,
                patterns: self.actions.iter().map(pattern).collect(),
                span: Span::START,
            })
        })
    }

    /// The patterns of the resources; nothing when it may be any.
    pub fn patterns(&self) -> Option<Vec<Pattern>> {
        (!self.resources.is_empty()).then(|| spot::read_patterns(&self.resources))
    }
}

impl Never {
    /// Takes in why another case never is.
    pub fn join(&mut self, other: Self) {
        for because in other.because {
            if !self.because.contains(&because) {
                self.because.push(because);
            }
        }
        for assumption in other.assumptions {
            if !self.assumptions.contains(&assumption) {
                self.assumptions.push(assumption);
            }
        }
    }
}

/// The request and what [`super::decide`] says of it, when it comes out as wanted.
pub fn confirmed(request: Request, layers: Layers, wanted: Wanted) -> Result<Witness, Vec<String>> {
    let decision = decide(&request, &layers);
    let as_wanted = match wanted {
        Wanted::Allowed | Wanted::Always => decision.verdict == Verdict::Allowed,
        Wanted::Denied => decision.verdict.is_denied(),
    };
    if as_wanted {
        return Ok(Witness { request, layers, decision });
    }
    let hinges: Vec<String> = decision.hinges.iter().map(ToString::to_string).collect();
    Err(if hinges.is_empty() {
        vec![format!("{} turned out not as expected: {}", request.resource.arn, decision.reason)]
    } else {
        hinges
    })
}

impl std::fmt::Display for Because {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = |target: &Option<Arc<str>>| {
            target.as_ref().map_or_else(String::new, |target| format!(" at {target}"))
        };
        match self {
            Self::Silent { layer, target } => {
                write!(f, "no {layer}{} {}s it", at(target), Effect::Allow.name().to_lowercase())
            }
            Self::Forbidden { layer, target, policy, statement } => {
                write!(f, "{statement} of {policy}, {layer}{}, forbids it", at(target))
            }
            Self::Rule(reason) => write!(f, "{reason}"),
            Self::Related(what) => f.write_str(what),
            Self::NoResource => f.write_str("there is no resource that it could be about"),
        }
    }
}
