//! The decision procedure (section 8): plain, and meant to be obviously right. Everything faster is
//! held against it.

use std::sync::Arc;

use super::{
    Caller, Request,
    caller::RootSession,
    decision::{Decision, Grant, Hinge, LayerTrace, Outcome, PolicyTrace, Reason, Verdict},
    derive,
    layers::{AttachedPolicy, LayerKind, Layers, PolicyLevel, Standing},
    public, special,
    statement::Subject,
};
use crate::{
    catalog,
    policy::{Effect, Truth, principal::MatchClass},
};

/// Decides a request. Pure and total: the same request and layers give the same decision, and any
/// do. Where the answer hangs on a key that is neither given nor derivable, it is conditional.
pub fn decide(request: &Request, layers: &Layers) -> Decision {
    let mut completed = request.clone();
    completed.context = derive::context(request);
    let mut decision = decide_once(&completed, layers);
    // A key of another service, or one that the action never carries, is not unknown but absent.
    let never: Vec<String> = decision
        .hinges
        .iter()
        .filter_map(|hinge| match hinge {
            Hinge::Key(key) if special::never_carried(&request.action, key) => Some(key.clone()),
            _ => None,
        })
        .collect();
    if never.is_empty() {
        return decision;
    }
    for key in &never {
        completed.context.set_absent(key);
    }
    decision = decide_once(&completed, layers);
    decision.assumptions.extend(
        never
            .iter()
            .map(|key| format!("{} never carries {key}, says the catalogue", request.action)),
    );
    decision
}

fn decide_once(request: &Request, layers: &Layers) -> Decision {
    let names = request.caller.names();
    let subject = Subject {
        request,
        context: &request.context,
        names: &names,
        bounded: layers.boundary.is_some(),
    };
    let sides = Sides::look(&subject, layers);
    let (verdict, reason) = sides.verdict(request, layers);
    let hinges =
        if verdict == Verdict::Conditional { sides.hinges(&subject, layers) } else { Vec::new() };
    Decision {
        verdict,
        reason,
        denied_by: sides.denied_by(),
        hinges,
        assumptions: layers.assumptions.clone(),
        trace: sides.into_trace(),
    }
}

/// A layer, or one level of it, that bears on a request.
pub(super) struct Bearing<'a> {
    pub kind: LayerKind,
    pub target: Option<Arc<str>>,
    pub policies: &'a [AttachedPolicy],
}

/// The layers that bear on a request, in the order of evaluation (section 8.1).
pub(super) fn bearing<'a>(request: &Request, layers: &'a Layers) -> Vec<Bearing<'a>> {
    fn levels<'a>(kind: LayerKind, levels: Option<&'a Vec<PolicyLevel>>) -> Vec<Bearing<'a>> {
        let bearing = |level: &'a PolicyLevel| Bearing {
            kind,
            target: Some(level.target.clone()),
            policies: &level.policies,
        };
        levels.into_iter().flatten().map(bearing).collect()
    }
    let mut found = levels(LayerKind::Rcp, layers.rcps.as_ref().filter(|_| rcps_bear(request)));
    found.extend(levels(LayerKind::Scp, layers.scps.as_ref().filter(|_| scps_bear(request))));
    let has_policies = bears_identity(&request.caller);
    let bounded = has_policies && !request.caller.service_linked();
    let one = |kind, policies: Option<&'a [AttachedPolicy]>| {
        policies.map(|policies| Bearing { kind, target: None, policies })
    };
    found.extend(one(LayerKind::Endpoint, layers.endpoint.as_deref()));
    found.extend(one(resource_kind(request), layers.resource.as_ref().map(std::slice::from_ref)));
    found.extend(one(
        LayerKind::Identity,
        Some(layers.identity.as_slice()).filter(|_| has_policies),
    ));
    let boundary = layers.boundary.as_ref().filter(|_| bounded);
    found.extend(one(LayerKind::Boundary, boundary.map(std::slice::from_ref)));
    let session = layers.session.as_deref().filter(|_| bears_session(&request.caller));
    found.extend(one(LayerKind::Session, session));
    found
}

/// Every layer that bears on the request, looked at.
#[derive(Default)]
struct Sides {
    rcps: Vec<LayerTrace>,
    scps: Vec<LayerTrace>,
    endpoint: Option<LayerTrace>,
    resource: Option<LayerTrace>,
    identity: Option<LayerTrace>,
    boundary: Option<LayerTrace>,
    session: Option<LayerTrace>,
    /// Whether the resource's policy allows, by the way in which it means the caller.
    granted: Granted,
}

/// Whether the resource's policy allows, by class (section 4.2).
#[derive(Clone, Copy, Default)]
struct Granted {
    direct: Truth,
    entity: Truth,
    account: Truth,
}

impl Sides {
    fn look(subject: &Subject<'_>, layers: &Layers) -> Self {
        let mut sides = Self::default();
        for bearing in bearing(subject.request, layers) {
            let mut trace = layer(subject, bearing.kind, bearing.policies);
            trace.target = bearing.target;
            // A policy that is not at hand might do either.
            if layers.lacks(bearing.kind) {
                trace.allows = trace.allows | Truth::Unknown;
                trace.denies = trace.denies | Truth::Unknown;
            }
            match bearing.kind {
                LayerKind::Rcp => sides.rcps.push(trace),
                LayerKind::Scp => sides.scps.push(trace),
                LayerKind::Endpoint => sides.endpoint = Some(trace),
                LayerKind::Resource | LayerKind::Trust => sides.resource = Some(trace),
                LayerKind::Identity => sides.identity = Some(trace),
                LayerKind::Boundary => sides.boundary = Some(trace),
                LayerKind::Session => sides.session = Some(trace),
            }
        }
        sides.granted = Granted::by(sides.resource.as_ref());
        if layers.lacks(resource_kind(subject.request)) {
            sides.granted.raise(MatchClass::Direct, Truth::Unknown);
        }
        sides
    }

    fn all(&self) -> impl Iterator<Item = &LayerTrace> {
        self.rcps
            .iter()
            .chain(&self.scps)
            .chain(&self.endpoint)
            .chain(&self.resource)
            .chain(&self.identity)
            .chain(&self.boundary)
            .chain(&self.session)
    }

    fn into_trace(self) -> Vec<LayerTrace> {
        let mut trace = self.rcps;
        trace.extend(self.scps);
        for layer in [self.endpoint, self.resource, self.identity, self.boundary, self.session] {
            trace.extend(layer);
        }
        trace
    }

    /// The layers with a statement that forbids, each once, in the order of E-50.
    fn denied_by(&self) -> Vec<LayerKind> {
        let mut kinds: Vec<LayerKind> =
            self.all().filter(|layer| layer.denies == Truth::Yes).map(|layer| layer.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    fn verdict(&self, request: &Request, layers: &Layers) -> (Verdict, Reason) {
        if layers.standing == Standing::NotUsable {
            return (Verdict::ImplicitDeny, Reason::AccountNotUsable);
        }
        if let Some(settled) = special::settled(request) {
            return settled;
        }
        let spared = special::unlocks_policy(request);
        let counts = |layer: &&LayerTrace| !(spared && layer.kind == LayerKind::Resource);
        let denies = Truth::any(self.all().filter(counts).map(|layer| layer.denies));
        if denies == Truth::Yes {
            let denying = self.all().filter(counts).filter(|layer| layer.denies == Truth::Yes);
            let first = denying.map(|layer| layer.kind).min().unwrap_or(LayerKind::Identity);
            return (Verdict::ExplicitDeny, Reason::Explicit(first));
        }
        if let Some(silent) = self.silent_guard() {
            return (Verdict::ImplicitDeny, Reason::Implicit(silent));
        }
        let guards = Truth::all(self.guards().map(|layer| layer.allows));
        let core = self.core(request, layers);
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
        self.rcps.iter().chain(&self.scps).chain(&self.endpoint)
    }

    /// The first capping layer without any Allow (step 2 to 4 of 8.3).
    fn silent_guard(&self) -> Option<LayerKind> {
        self.guards().find(|layer| layer.allows == Truth::No).map(|layer| layer.kind)
    }

    /// Step 5 of 8.3: who grants, and whether that suffices.
    fn core(&self, request: &Request, layers: &Layers) -> Core {
        let resource_kind = resource_kind(request);
        let Granted { direct, entity, account } = self.granted;
        let root = matches!(request.caller, Caller::Root { .. });
        let identity = self.identity.as_ref().map_or(root.into(), |layer| layer.allows);
        let boundary = self.boundary.as_ref().map_or(Truth::Yes, |layer| layer.allows);
        let session = match (&self.session, &request.caller) {
            (Some(layer), _) => layer.allows,
            // Without a session policy a federated user may do nothing of its own (E-29).
            (None, Caller::FederatedUser { .. }) => Truth::No,
            (None, _) => Truth::Yes,
        };
        let limits = boundary & session;
        let Some(caller_account) = request.caller.account() else {
            let grant = if matches!(request.caller, Caller::Service { .. }) {
                Grant::Service
            } else {
                Grant::Resource
            };
            return Core::of(&[(direct, grant)], Reason::Implicit(resource_kind));
        };
        let key_grant = special::granted_by_key(request, layers);
        let owner = request.resource.account.unwrap_or(caller_account);
        if owner == caller_account {
            let trusted = if special::identity_needs_trust(request) {
                direct | entity | account
            } else {
                Truth::Yes
            };
            let own = if root { Grant::Root } else { Grant::Identity };
            let ways = [
                (identity & limits & trusted, own),
                (direct, Grant::Resource),
                (entity & limits, Grant::ResourceEntity),
                (key_grant, Grant::KeyGrant),
            ];
            let silent = if entity != Truth::No && limits == Truth::No {
                if boundary == Truth::No { LayerKind::Boundary } else { LayerKind::Session }
            } else if trusted == Truth::No {
                resource_kind
            } else {
                caller_side_silent(identity, boundary)
            };
            return Core::of(&ways, Reason::Implicit(silent));
        }
        let caller_side = identity & limits;
        let owner_side = direct | entity | account | key_grant;
        let silent = if caller_side == Truth::No {
            caller_side_silent(identity, boundary)
        } else {
            resource_kind
        };
        let grant = if root { Grant::Root } else { Grant::Identity };
        Core::of(&[(caller_side & owner_side, grant)], Reason::Implicit(silent))
    }

    /// What a conditional verdict hangs on: unknown keys, unreadable statements, missing policies.
    fn hinges(&self, subject: &Subject<'_>, layers: &Layers) -> Vec<Hinge> {
        let mut hinges: Vec<Hinge> = Vec::new();
        for policy in self.all().flat_map(|layer| &layer.policies) {
            for (statement, outcome) in policy.statements() {
                if matches!(outcome, Outcome::Depends(_)) {
                    hinges.extend(subject.unknown_keys(statement).into_iter().map(Hinge::Key));
                }
            }
            for index in &policy.policy.document.reading().unreadable {
                hinges.push(Hinge::Unreadable(policy.policy.name.to_string(), index + 1));
            }
        }
        hinges.extend(
            layers.missing.iter().map(|missing| Hinge::MissingPolicy(missing.what.clone())),
        );
        hinges.sort();
        hinges.dedup();
        hinges
    }
}

fn caller_side_silent(identity: Truth, boundary: Truth) -> LayerKind {
    if identity == Truth::No {
        LayerKind::Identity
    } else if boundary == Truth::No {
        LayerKind::Boundary
    } else {
        LayerKind::Session
    }
}

/// Whether anything grants, and the reason either way.
struct Core {
    allows: Truth,
    reason: Reason,
}

impl Core {
    fn of(ways: &[(Truth, Grant)], silent: Reason) -> Self {
        let allows = Truth::any(ways.iter().map(|(truth, _)| *truth));
        let way = ways.iter().find(|(truth, _)| *truth == allows && allows != Truth::No);
        Self { allows, reason: way.map_or(silent, |(_, grant)| Reason::Allow(*grant)) }
    }
}

impl Granted {
    fn by(resource: Option<&LayerTrace>) -> Self {
        let mut granted = Self::default();
        for policy in resource.iter().flat_map(|layer| &layer.policies) {
            for (statement, outcome) in policy.statements() {
                let (class, truth) = match outcome {
                    Outcome::Applies(class) => (class, Truth::Yes),
                    Outcome::Depends(class) => (class, Truth::Unknown),
                    Outcome::Fails(_) => continue,
                };
                if statement.effect == Effect::Allow {
                    granted.raise(class, truth);
                }
            }
            if !policy.policy.document.reading().unreadable.is_empty() {
                granted.raise(MatchClass::Direct, Truth::Unknown);
            }
        }
        granted
    }

    fn raise(&mut self, class: MatchClass, truth: Truth) {
        let slot = match class {
            MatchClass::Direct => &mut self.direct,
            MatchClass::EntityLevel => &mut self.entity,
            MatchClass::AccountLevel => &mut self.account,
        };
        *slot = *slot | truth;
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
            let truth = match outcome {
                Outcome::Applies(_) => Truth::Yes,
                Outcome::Depends(_) => Truth::Unknown,
                Outcome::Fails(_) => Truth::No,
            };
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

/// What to call the resource's policy: that of a role to be assumed is its trust policy.
fn resource_kind(request: &Request) -> LayerKind {
    if special::assumes_role(&request.action) { LayerKind::Trust } else { LayerKind::Resource }
}

/// Who has identity policies (E-1).
fn bears_identity(caller: &Caller) -> bool {
    matches!(caller, Caller::User(_) | Caller::Role(_) | Caller::FederatedUser { .. })
}

/// Who can have session policies (E-3).
fn bears_session(caller: &Caller) -> bool {
    matches!(
        caller,
        Caller::Role(_)
            | Caller::FederatedUser { .. }
            | Caller::Root { session: RootSession::Assumed, .. }
    )
}

/// Whom SCPs bind: principals of member accounts, but no service's own roles (E-4).
fn scps_bear(request: &Request) -> bool {
    let caller = &request.caller;
    match (&request.organization, caller.account()) {
        (Some(organization), Some(account)) => {
            organization.principal_path.is_some()
                && account != organization.management
                && !caller.service_linked()
        }
        _ => false,
    }
}

/// What RCPs bind: resources of member accounts, in the services they support (E-5, E-33).
fn rcps_bear(request: &Request) -> bool {
    let Some(organization) = &request.organization else { return false };
    let Some(owner) = request.resource.account else { return false };
    let service = request.action.service();
    organization.resource_path.is_some()
        && owner != organization.management
        && !request.resource.is_none()
        && !request.caller.service_linked()
        && !special::assumes_service_linked_role(request)
        && request.action.lower() != "kms:retiregrant"
        && catalog::catalog().restricted_by_rcp(service)
}
