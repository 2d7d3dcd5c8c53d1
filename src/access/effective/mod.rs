//! Effective permissions: of every catalogued action, whether a principal may do it on every
//! resource of its account, on some or under conditions, or not at all, and what decides.
//!
//! The answer is exact where it says *allowed* or *denied*; everything between is *limited*, with
//! the statements it hangs on. Any single request can be put to [`super::decide`] for the rest.

mod action_set;
mod compiled;
mod coverage;
mod grants;
mod hinges;
mod summary;

pub use action_set::ActionSet;
use compiled::{CompiledLayer, CompiledStatement, Forms, Reach};
pub use coverage::Coverage;
use grants::{ResourceGrant, resource_grants};
pub use hinges::Hinge;
pub use summary::{LevelCount, ServiceSummary, Tally, summarize};

use std::sync::Arc;

use super::{
    Actor, Principal, bearing,
    caller::Caller,
    derive, gather,
    layers::{AttachedPolicy, LayerKind, Layers, Standing},
    request::{Request, Target},
    special,
};
use crate::{
    catalog::{Action, Service, catalog},
    org::Organization,
    policy::{ActionName, Context, Effect, Truth, principal::MatchClass},
};

/// Whether a principal may do something, over all resources that it can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// Never, whatever the context, on any resource of the model.
    Denied,
    /// On some resources, or under some conditions.
    Limited,
    /// On every resource of its account.
    Allowed,
}

impl Access {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Limited => "limited",
            Self::Denied => "denied",
        }
    }
}

/// A statement that has a say in an action.
#[derive(Debug, Clone, PartialEq)]
pub struct Say {
    /// In which layer.
    pub layer: LayerKind,
    /// At which node, for organization policies.
    pub target: Option<Arc<str>>,
    /// The policy.
    pub policy: AttachedPolicy,
    /// Its place among the statements of the document that could be read.
    pub statement: usize,
    /// What it says.
    pub effect: Effect,
    /// On how many of the resources.
    pub coverage: Coverage,
    /// Whether its condition holds.
    pub condition: Truth,
    /// The unknown keys that its condition hangs on.
    pub keys: Vec<String>,
}

/// Why an action is allowed, limited or denied.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// The answer.
    pub access: Access,
    /// The first layer in which nothing allows it, when that is why.
    pub silent: Option<(LayerKind, Option<Arc<str>>)>,
    /// Every statement that has a say, the decisive ones first.
    pub says: Vec<Say>,
    /// The statements of the silent layer, which allow other things.
    pub instead: Vec<Say>,
    /// What else it hangs on, for people.
    pub remarks: Vec<String>,
}

/// The effective permissions of one principal or actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// One answer for each catalogued action, in the catalogue's order.
    access: Vec<Access>,
    /// The condition keys that limited answers hang on, the one with most at stake first.
    pub hinges: Vec<Hinge>,
    /// What could not be gathered, and what was taken for granted.
    pub remarks: Vec<String>,
}

impl Effective {
    /// The answer for an action.
    pub fn access(&self, action: &Action) -> Access {
        self.access[action.id().index()]
    }

    /// All catalogued actions with their answers, in the catalogue's order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Action, Access)> + '_ {
        catalog().actions().iter().zip(self.access.iter().copied())
    }
}

/// The effective permissions of a principal over the whole catalogue; nothing when it is not there.
/// `context` is what is given about its requests; what is not given is unknown.
pub fn effective(
    organization: &Organization,
    principal: &Principal,
    context: &Context,
) -> Option<Effective> {
    Some(of_actor(organization, &Actor::new(organization, principal)?, context))
}

/// The same for an actor, such as the session of a role that was assumed.
pub fn of_actor(organization: &Organization, actor: &Actor, context: &Context) -> Effective {
    let matrix = Matrix::new(organization, actor, context);
    let mut access = vec![Access::Denied; catalog().actions().len()];
    for service in catalog().services() {
        let side = matrix.side(service.prefix());
        for action in service.actions() {
            access[action.id().index()] = side.look(action).access;
        }
    }
    let hinges = hinges::hinges(&matrix, &access);
    Effective { access, hinges, remarks: matrix.remarks() }
}

/// Why a principal may or may not do something; nothing when the principal is not there.
pub fn why(
    organization: &Organization,
    principal: &Principal,
    action: &'static Action,
    context: &Context,
) -> Option<Why> {
    Some(why_of_actor(organization, &Actor::new(organization, principal)?, action, context))
}

/// The same for an actor, such as the session of a role that was assumed.
pub fn why_of_actor(
    organization: &Organization,
    actor: &Actor,
    action: &'static Action,
    context: &Context,
) -> Why {
    Matrix::new(organization, actor, context).side(action.service()).why(action)
}

/// Why an actor may or may not do each action of a service, in the catalogue's order.
pub fn whys(
    organization: &Organization,
    actor: &Actor,
    service: &'static Service,
    context: &Context,
) -> Vec<(&'static Action, Why)> {
    let matrix = Matrix::new(organization, actor, context);
    let side = matrix.side(service.prefix());
    service.actions().iter().map(|action| (action, side.why(action))).collect()
}

/// A principal with everything that bears on its requests.
struct Matrix {
    caller: Caller,
    layers: Layers,
    request: Request,
    forms: Forms,
    with_rcps: Compiled,
    without_rcps: Compiled,
    grants: Vec<ResourceGrant>,
}

/// Layers compiled once for all services that see the same ones.
struct Compiled(Vec<CompiledLayer>);

/// What one service sees of a principal: its layers, and the context of its requests.
struct Side<'m> {
    matrix: &'m Matrix,
    layers: &'m [CompiledLayer],
    context: Context,
}

impl Matrix {
    fn new(organization: &Organization, actor: &Actor, context: &Context) -> Self {
        let Actor { caller, side: mut layers, .. } = actor.clone();
        let account = caller.account();
        let target = Target { arn: String::new(), account, tags: None };
        gather::organization_layers(organization, &target, &mut layers);
        let request = |action: ActionName| Request {
            caller: caller.clone(),
            action,
            resource: target.clone(),
            context: context.clone(),
            organization: Some(gather::membership(organization, account, account)),
        };
        let names = caller.names();
        // Any service that RCPs can restrict, and one that they cannot (E-33).
        let compile = |request: &Request| {
            let context = derive::context(request);
            let bearing = bearing::bearing(request, &layers);
            let usable = bearing
                .iter()
                .filter(|b| !matches!(b.kind, LayerKind::Resource | LayerKind::Trust));
            Compiled(usable.map(|b| CompiledLayer::new(b, &names, &context)).collect())
        };
        let restricted = request(ActionName::of("s3", "GetObject"));
        Self {
            with_rcps: compile(&restricted),
            without_rcps: compile(&request(ActionName::of("ec2", "RunInstances"))),
            grants: resource_grants(organization, &caller, &derive::context(&restricted)),
            forms: Forms::of_account(account.map(|a| a.to_string())),
            request: restricted,
            caller,
            layers,
        }
    }

    fn side(&self, service: &str) -> Side<'_> {
        let mut request = self.request.clone();
        request.action = ActionName::of(service, "Any");
        let restricted = catalog().restricted_by_rcp(service);
        let layers = if restricted { &self.with_rcps } else { &self.without_rcps };
        Side { matrix: self, layers: &layers.0, context: derive::context(&request) }
    }

    /// A request for an action, whatever it is about.
    fn asking(&self, action: &Action) -> Request {
        let action = ActionName::of(action.service(), action.name());
        Request { action, ..self.request.clone() }
    }

    fn remarks(&self) -> Vec<String> {
        let missing =
            self.layers.missing.iter().map(|missing| format!("unknown: {}", missing.what));
        let unreadable = self.with_rcps.0.iter().filter(|layer| layer.unreadable);
        let unreadable = unreadable
            .map(|layer| format!("a {} holds statements that cannot be read", layer.kind));
        missing.chain(unreadable).collect()
    }
}

/// Whether the resource's own policy has to agree: keys and roles trust nobody by themselves (E-21).
fn hangs_on_the_resource(action: &Action) -> bool {
    let name = action.full_name().parse::<ActionName>();
    let uses_key = action.resource_types().iter().any(|used| used.name() == "key");
    name.is_ok_and(|name| special::assumes_role(&name)) || (action.service() == "kms" && uses_key)
}

/// The answer for one action before anybody asks why.
struct Look {
    access: Access,
    silent: Option<(LayerKind, Option<Arc<str>>)>,
}

impl Side<'_> {
    fn look(&self, action: &'static Action) -> Look {
        if self.matrix.layers.standing == Standing::NotUsable {
            return Look { access: Access::Denied, silent: None };
        }
        if special::BARRING.contains(&action.service()) {
            let request = self.matrix.asking(action);
            if special::always_allowed(&request) {
                return Look { access: Access::Allowed, silent: None };
            }
            if special::is_barred(&request) {
                return Look { access: Access::Denied, silent: None };
            }
        }
        let root = matches!(self.matrix.caller, Caller::Root { .. });
        let insider = root || self.layers.iter().any(|layer| layer.kind == LayerKind::Identity);
        let (mut own, mut limits, mut guards) = (Truth::from(insider), Truth::Yes, Truth::Yes);
        let mut denied = Truth::No;
        let mut silent = None;
        for layer in self.layers {
            // RCPs leave actions without a resource alone (E-5).
            if layer.kind == LayerKind::Rcp && action.is_resource_less() {
                continue;
            }
            if layer.kind == LayerKind::Scp && special::is_beyond_scps(action.service()) {
                continue;
            }
            let (allows, denies) = self.weigh(layer, action);
            if allows == Truth::No && silent.is_none() {
                silent = Some((layer.kind, layer.target.clone()));
            }
            let side = match layer.kind {
                LayerKind::Identity => &mut own,
                LayerKind::Boundary | LayerKind::Session => &mut limits,
                _ => &mut guards,
            };
            *side = *side & allows;
            denied = denied | denies;
        }
        let mut core = own & limits;
        if hangs_on_the_resource(action) {
            core = core & Truth::Unknown;
        }
        let allowed = guards & (core | self.granted(action, limits));
        let access = match (allowed, denied) {
            (Truth::No, _) | (_, Truth::Yes) => Access::Denied,
            (Truth::Yes, Truth::No) => Access::Allowed,
            (Truth::Yes | Truth::Unknown, Truth::No | Truth::Unknown) => Access::Limited,
        };
        Look { access, silent }
    }

    /// Whether resources of the model grant an action by themselves. On some at best (E-23 to E-25).
    fn granted(&self, action: &'static Action, limits: Truth) -> Truth {
        let grants =
            self.matrix.grants.iter().filter(|grant| grant.statement.actions.contains(action));
        let granted = Truth::any(grants.map(|grant| {
            let holds = grant.statement.condition(action, &self.context);
            if grant.class == MatchClass::Direct { holds } else { holds & limits }
        }));
        granted & Truth::Unknown
    }

    /// Every statement that may have a say in something.
    fn statements(&self) -> impl Iterator<Item = &CompiledStatement> {
        let layers = self.layers.iter().flat_map(|layer| &layer.statements);
        layers.chain(self.matrix.grants.iter().map(|grant| &grant.statement))
    }

    fn weigh(&self, layer: &CompiledLayer, action: &'static Action) -> (Truth, Truth) {
        let open = Truth::Unknown;
        let (mut allows, mut denies) = if layer.unreadable || self.matrix.layers.lacks(layer.kind) {
            (open, open)
        } else {
            (Truth::No, Truth::No)
        };
        for statement in layer.statements.iter().filter(|s| s.actions.contains(action)) {
            let side = match statement.statement().effect {
                Effect::Allow => &mut allows,
                Effect::Deny => &mut denies,
            };
            if *side != Truth::Yes {
                let reach = statement.reach(action, &self.matrix.forms, &self.context);
                *side = *side | reach.truth();
            }
        }
        (allows, denies)
    }

    fn why(&self, action: &'static Action) -> Why {
        let look = self.look(action);
        let mut says: Vec<Say> = Vec::new();
        for layer in self.layers {
            if layer.kind == LayerKind::Rcp && action.is_resource_less() {
                continue;
            }
            for statement in layer.statements.iter().filter(|s| s.actions.contains(action)) {
                let reach = statement.reach(action, &self.matrix.forms, &self.context);
                if reach.truth() != Truth::No {
                    says.push(self.say(layer.kind, layer.target.as_ref(), statement, reach));
                }
            }
        }
        for grant in self.matrix.grants.iter().filter(|g| g.statement.actions.contains(action)) {
            let condition = grant.statement.condition(action, &self.context);
            if condition != Truth::No {
                let reach = Reach { coverage: Coverage::Some, condition };
                says.push(self.say(grant.kind, Some(&grant.resource), &grant.statement, reach));
            }
        }
        let rank = |say: &Say| {
            let sure = say.coverage == Coverage::All && say.condition == Truth::Yes;
            match (look.access, say.effect, sure) {
                (Access::Denied, Effect::Deny, true) => 0,
                (Access::Limited, Effect::Deny, _) => 1,
                (Access::Limited, Effect::Allow, false) => 2,
                (Access::Allowed, Effect::Allow, true) if say.layer == LayerKind::Identity => 3,
                _ => 4,
            }
        };
        says.sort_by_key(rank);
        let mut remarks = self.matrix.remarks();
        if hangs_on_the_resource(action) {
            remarks.push("the policy of the key or role has to agree".to_owned());
        }
        if self.matrix.layers.standing == Standing::NotUsable {
            remarks.push("the account is suspended or closed: nobody in it can call".to_owned());
        }
        let silent = look.silent.filter(|_| look.access == Access::Denied);
        let instead = silent.iter().flat_map(|silent| self.allowing(silent)).collect();
        Why { access: look.access, silent, says, instead, remarks }
    }

    /// Every statement of a layer that allows anything.
    fn allowing(&self, silent: &(LayerKind, Option<Arc<str>>)) -> Vec<Say> {
        let (kind, target) = silent;
        let layers = self.layers.iter().filter(|it| it.kind == *kind && it.target == *target);
        let statements = layers.flat_map(|layer| &layer.statements);
        let nothing = Reach { coverage: Coverage::None, condition: Truth::Yes };
        statements
            .filter(|it| it.statement().effect == Effect::Allow)
            .map(|it| self.say(*kind, target.as_ref(), it, nothing))
            .collect()
    }

    fn say(
        &self,
        layer: LayerKind,
        target: Option<&Arc<str>>,
        statement: &CompiledStatement,
        reach: Reach,
    ) -> Say {
        Say {
            layer,
            target: target.cloned(),
            policy: statement.policy.clone(),
            statement: statement.place,
            effect: statement.statement().effect,
            coverage: reach.coverage,
            condition: reach.condition,
            keys: statement.unknown_keys(&self.context),
        }
    }
}
