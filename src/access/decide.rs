//! The decision procedure (section 8): plain, and meant to be obviously right. Everything faster is
//! held against it.

#[cfg(test)]
mod tests;

use super::{
    Request,
    bearing::{Bearing, bearing, bears_boundary},
    core::{Part, Parts, core},
    decision::{Decision, Hinge, LayerTrace, Outcome, PolicyTrace, Reason, Verdict},
    derive, key_grant,
    layers::{AttachedPolicy, LayerKind, Layers, Standing},
    public, special,
    statement::Subject,
};
use crate::policy::{Context, Effect, Truth};

/// Decides a request. Pure and total: the same request and layers give the same decision, and any
/// do. Where the answer hangs on a key that is neither given nor derivable, it is conditional.
pub fn decide(request: &Request, layers: &Layers) -> Decision {
    let mut context = derive::context(request);
    let mut decision = decide_in(request, &context, layers);
    let mut assumptions = Vec::new();
    loop {
        // A key of another service, or one that the action never carries, is not unknown but absent.
        let never = decision.hinges.iter().filter_map(|hinge| match hinge {
            Hinge::Key(key) => special::never_carried(&request.action, key).then_some(key),
            Hinge::Unreadable(..)
            | Hinge::MissingPolicy(_)
            | Hinge::CanonicalId(_)
            | Hinge::Unsupported(_) => None,
        });
        let before = assumptions.len();
        for key in never {
            context.set_absent(key);
            assumptions.push(format!("{} never carries {key}, says the catalogue", request.action));
        }
        if assumptions.len() == before {
            decision.assumptions.extend(assumptions);
            decision.context = context;
            return decision;
        }
        decision = decide_in(request, &context, layers);
    }
}

fn decide_in(request: &Request, context: &Context, layers: &Layers) -> Decision {
    let names = request.names();
    let subject = Subject {
        request,
        resource: special::matched_as(request),
        context,
        names: &names,
        bounded: layers.boundary.is_some() && bears_boundary(&request.caller),
    };
    let sides = Sides::look(&subject, layers);
    let (verdict, reason) = sides.verdict(&subject, layers);
    let hinges =
        if verdict == Verdict::Conditional { sides.hinges(&subject, layers) } else { Vec::new() };
    let denied_by =
        if verdict == Verdict::ExplicitDeny { sides.denied_by(request) } else { Vec::new() };
    Decision {
        verdict,
        reason,
        denied_by,
        hinges,
        assumptions: layers.assumptions.clone(),
        trace: sides.0,
        context: Context::default(),
    }
}

/// Every layer that bears on the request, looked at.
struct Sides(Vec<LayerTrace>);

impl Sides {
    fn look(subject: &Subject<'_>, layers: &Layers) -> Self {
        let look = |bearing: Bearing<'_>| {
            let mut trace = layer(subject, bearing.kind, bearing.policies);
            trace.target = bearing.target;
            // A policy that is not at hand might do either.
            if layers.lacks(bearing.kind) {
                trace.allows = trace.allows | Truth::Unknown;
                trace.denies = trace.denies | Truth::Unknown;
            }
            trace
        };
        Self(bearing(subject.request, layers).into_iter().map(look).collect())
    }

    /// The layers whose explicit denies count: root repairs the policy of its bucket or queue even
    /// against that policy (E-27).
    fn heeded<'s>(&'s self, request: &Request) -> impl Iterator<Item = &'s LayerTrace> {
        let spared = special::unlocks_policy(request);
        self.0.iter().filter(move |layer| !(spared && layer.kind == LayerKind::Resource))
    }

    /// The layers with a statement that forbids, each once, in the order of E-50.
    fn denied_by(&self, request: &Request) -> Vec<LayerKind> {
        let mut kinds: Vec<LayerKind> = self
            .heeded(request)
            .filter(|layer| layer.denies == Truth::Yes)
            .map(|layer| layer.kind)
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    fn verdict(&self, subject: &Subject<'_>, layers: &Layers) -> (Verdict, Reason) {
        let request = subject.request;
        if special::not_signed_in(request) {
            return (Verdict::ImplicitDeny, Reason::NotSignedIn);
        }
        if layers.standing == Standing::NotUsable {
            return (Verdict::ImplicitDeny, Reason::AccountNotUsable);
        }
        if special::always_allowed(request) {
            return (Verdict::Allowed, Reason::AlwaysAllowed);
        }
        let denies = Truth::any(self.heeded(request).map(|layer| layer.denies));
        if denies == Truth::Yes {
            let denying = self.heeded(request).filter(|layer| layer.denies == Truth::Yes);
            let first = denying.map(|layer| layer.kind).min().unwrap_or(LayerKind::Identity);
            return (Verdict::ExplicitDeny, Reason::Explicit(first));
        }
        if let Some(reason) = special::refused(request) {
            return (Verdict::ImplicitDeny, reason);
        }
        if let Some(silent) = self.silent_guard() {
            return (Verdict::ImplicitDeny, Reason::Implicit(silent));
        }
        let guards = Truth::all(self.guards().map(|layer| layer.allows));
        let core = core(request, Parts::of(&self.0, subject, layers));
        if core.allows == Truth::No {
            return (Verdict::ImplicitDeny, core.reason);
        }
        if public::blocked(request, layers) {
            return (Verdict::ExplicitDeny, Reason::PublicAccessBlock);
        }
        match guards & core.allows & !denies {
            Truth::Yes => (Verdict::Allowed, core.reason),
            Truth::Unknown | Truth::No => (Verdict::Conditional, Reason::Undecided),
        }
    }

    /// The layers that only cap: each level has to allow, and none grants (E-32, E-40).
    fn guards(&self) -> impl Iterator<Item = &LayerTrace> {
        self.0.iter().filter(|layer| {
            matches!(layer.kind, LayerKind::Rcp | LayerKind::Scp | LayerKind::Endpoint)
        })
    }

    /// The first capping layer without any Allow (step 2 to 4 of 8.3).
    fn silent_guard(&self) -> Option<LayerKind> {
        self.guards().find(|layer| layer.allows == Truth::No).map(|layer| layer.kind)
    }

    /// What a conditional verdict hangs on: the unknown keys that can still change it, statements
    /// that cannot be read, policies that are not at hand.
    fn hinges(&self, subject: &Subject<'_>, layers: &Layers) -> Vec<Hinge> {
        let mut hinges: Vec<Hinge> = Vec::new();
        let changing = Parts::of(&self.0, subject, layers).that_can_change(subject.request);
        let counts = |part| changing.contains(&part);
        for layer in self.heeded(subject.request) {
            for policy in &layer.policies {
                for (statement, outcome) in policy.statements() {
                    let Outcome::Depends(class) = outcome else { continue };
                    let allows = match layer.kind {
                        LayerKind::Rcp | LayerKind::Scp | LayerKind::Endpoint => {
                            layer.allows == Truth::Unknown
                        }
                        LayerKind::Resource | LayerKind::Trust | LayerKind::Acl => {
                            counts(Part::granted(layer.kind, class))
                        }
                        LayerKind::Identity => counts(Part::Identity),
                        LayerKind::Boundary => counts(Part::Boundary),
                        LayerKind::Session => counts(Part::Session),
                    };
                    if statement.effect == Effect::Deny || allows {
                        let keys = subject.unknown_keys(statement, layer.kind);
                        hinges.extend(keys.into_iter().map(Hinge::Key));
                        let meant = subject.means(statement, layer.kind);
                        let open = meant.is_some_and(|(_, meant)| meant == Truth::Unknown);
                        let account = subject.request.caller.account().filter(|_| open);
                        hinges.extend(account.map(Hinge::CanonicalId));
                    }
                }
                for index in &policy.policy.document.reading().unreadable {
                    hinges.push(Hinge::Unreadable(policy.policy.name.to_string(), index + 1));
                }
            }
        }
        if counts(Part::KeyGrant) {
            let keys = key_grant::unknown_keys(subject, &layers.grants);
            hinges.extend(keys.into_iter().map(Hinge::Key));
        }
        hinges.extend(
            layers.missing.iter().map(|missing| Hinge::MissingPolicy(missing.what.clone())),
        );
        hinges.sort();
        hinges.dedup();
        hinges
    }
}

/// Holds every statement of a layer's policies against the request.
fn layer(subject: &Subject<'_>, kind: LayerKind, policies: &[AttachedPolicy]) -> LayerTrace {
    let (mut allows, mut denies) = (Truth::No, Truth::No);
    let mut traces = Vec::with_capacity(policies.len());
    for policy in policies {
        let statements = policy.document.statements();
        let mut outcomes = Vec::with_capacity(statements.len());
        for statement in statements {
            let outcome = subject.outcome(statement, kind);
            let truth = outcome.truth();
            match statement.effect {
                Effect::Allow => allows = allows | truth,
                Effect::Deny => denies = denies | truth,
            }
            outcomes.push(outcome);
        }
        // A statement that cannot be read might do either (G-9).
        if !policy.document.reading().unreadable.is_empty() {
            allows = allows | Truth::Unknown;
            denies = denies | Truth::Unknown;
        }
        traces.push(PolicyTrace { policy: policy.clone(), outcomes });
    }
    LayerTrace { kind, target: None, allows, denies, policies: traces }
}
