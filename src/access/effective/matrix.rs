//! Everything on a principal's side, ready to weigh one kind of request after the other.
//!
//! A kind of request is an action on one of its grounds. It is weighed in three values: allowed or
//! denied whatever resource and context are, or open; [`super::settle`] looks into what is open.

use std::rc::Rc;

use super::{
    action_set::names,
    ground::Ground,
    kind::Kind,
    manner::Rules,
    reach::Coverage,
    stack::{Home, Layer, Placed, Stack},
    view::{Held, Views, wide},
};
use crate::{
    access::{
        Actor, Caller,
        bearing::bearing,
        core::{Part, Parts, core},
        derive, gather,
        layers::{LayerKind, Layers, Standing},
        possible::adjustable,
        request::{Request, Target},
        special,
        statement::{Subject, completion},
    },
    org::Organization,
    policy::{ActionName, Context, Effect, Lookup, Truth},
};

/// A principal with everything on its side.
pub struct Matrix<'a> {
    /// The organization.
    pub organization: &'a Organization,
    /// Who asks.
    pub actor: &'a Actor,
    /// What is given about its requests.
    pub given: &'a Context,
    /// The layers on its side, with the RCPs above its own account.
    pub layers: Layers,
    /// The statements in them.
    pub stack: Stack,
    template: Request,
    views: Views,
}

/// What a statement has to do with a kind of request.
#[derive(Clone)]
pub struct Said {
    /// Its place in the stack.
    pub at: u32,
    /// How many of the resources it covers.
    pub coverage: Coverage,
    /// How its conditions stand.
    pub held: Rc<Held>,
}

/// What the layers come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// Whether they allow it.
    pub allowed: Truth,
    /// Whether any statement forbids it.
    pub denied: Truth,
    /// The first layer in which nothing allows it, by its place in the stack.
    pub silent: Option<usize>,
}

/// What a kind of request comes to before anything is solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Allowed on every resource, in every usual context.
    Allowed,
    /// Denied always.
    Denied,
    /// It hangs on resource or context.
    Open,
    /// As requests usually are it is denied; in unusual ones it may not be.
    Unusual,
}

impl Sum {
    /// Whether it is allowed in the end.
    pub fn truth(self) -> Truth {
        self.allowed & !self.denied
    }
}

impl<'a> Matrix<'a> {
    /// Everything on an actor's side.
    pub fn new(organization: &'a Organization, actor: &'a Actor, given: &'a Context) -> Self {
        let account = actor.caller.account();
        let mut layers = actor.side().clone();
        let target = Target { account, ..Target::none() };
        gather::organization_layers(organization, &target, &mut layers);
        let template = Request {
            caller: actor.caller.clone(),
            // Of a service that RCPs restrict and whose requests have no keys of their own.
            action: ActionName::of("sqs", "SendMessage"),
            resource: Target { arn: "arn:aws:sqs:::".to_owned(), account, tags: None },
            context: given.clone(),
            organization: Some(gather::membership(organization, account, account)),
        };
        let names = template.names();
        let context = wide(&template);
        let subject = Subject {
            request: &template,
            resource: &template.resource.arn,
            context: &context,
            names: &names,
            bounded: layers.boundary.is_some(),
        };
        let mut bearing = bearing(&template, &layers);
        bearing
            .retain(|b| !matches!(b.kind, LayerKind::Resource | LayerKind::Trust | LayerKind::Acl));
        let home = Home { partition: organization.foundation().partition(), account };
        let stack = Stack::new(&bearing, &subject, |kind| layers.lacks(kind), &home);
        let views = Views::new(&template);
        Self { organization, actor, given, layers, stack, template, views }
    }

    /// Whether the account of the caller can make calls at all (E-8).
    pub fn usable(&self) -> bool {
        self.layers.standing == Standing::Usable
    }

    /// A request that tells no more than who asks, about anybody's resource.
    pub fn plain_request(&self) -> Request {
        let resource = Target { account: None, ..self.template.resource.clone() };
        Request { resource, ..self.template.clone() }
    }

    /// A request of a kind, about something that looks real.
    pub fn request(&self, kind: &Kind) -> Request {
        let account = self.template.resource.account;
        let arn = match kind.ground {
            Ground::Nothing => None,
            Ground::Form(form) => self.stack.sample(form),
        };
        let arn = arn.unwrap_or_else(|| "*".to_owned());
        Request {
            action: names()[kind.action.id().index()].clone(),
            resource: Target { arn, account, tags: None },
            ..self.template.clone()
        }
    }

    /// What the statements that cover an action have to do with a kind of request about it.
    pub fn said(&self, covering: &[u32], kind: &Kind) -> Vec<Said> {
        let bears = |at: u32| {
            let layer = self.stack.layers.iter().find(|it| it.statements.contains(&(at as usize)));
            layer.is_some_and(|layer| kind.heeds(layer.kind))
        };
        let said = |at: &u32| {
            let placed = &self.stack.statements[*at as usize];
            let coverage = self.coverage(placed, *at, kind);
            (coverage != Coverage::None && bears(*at)).then(|| Said {
                at: *at,
                coverage,
                held: self.views.held(*at, placed, kind, &self.stack),
            })
        };
        let nothing = |said: &Said| said.held.usual == Truth::No && said.held.wide == Truth::No;
        covering.iter().filter_map(said).filter(|said| !nothing(said)).collect()
    }

    fn coverage(&self, placed: &Placed, at: u32, kind: &Kind) -> Coverage {
        if kind.ground != Ground::Nothing || !matches!(kind.manner.rules, Rules::Single(_)) {
            return self.stack.coverage(placed, kind.sight);
        }
        let request = self.request(kind);
        let layer = self.stack.layers.iter().find(|it| it.statements.contains(&(at as usize)));
        let (Some(layer), Some(element)) = (layer, &placed.statement().resource) else {
            return Coverage::All;
        };
        let resource = special::matched_as(&request);
        match element.covers(
            resource,
            &self.views.of(kind, &kind.missing, &self.stack).wide,
            completion(layer.kind),
        ) {
            Truth::No => Coverage::None,
            Truth::Unknown => Coverage::Some,
            Truth::Yes => Coverage::All,
        }
    }

    /// What a kind of request comes to, by what each statement says of it.
    pub fn weigh(&self, said: &[Said], kind: &Kind, request: &Request) -> (Weight, Sum) {
        let nothing = |truth| (truth, Sum { allowed: Truth::No, denied: Truth::No, silent: None });
        if !self.usable() || special::not_signed_in(request) {
            return nothing(Weight::Denied);
        }
        if kind.manner.rules != Rules::Usual {
            if special::always_allowed(request) {
                return nothing(Weight::Allowed);
            }
            if special::refused(request).is_some() {
                return nothing(Weight::Denied);
            }
        }
        let usual = self.sum(said, kind, request, |held| held.usual);
        let weight = match usual.truth() {
            Truth::Yes => Weight::Allowed,
            Truth::Unknown => Weight::Open,
            Truth::No if said.iter().all(|said| said.held.usual == said.held.wide) => {
                Weight::Denied
            }
            Truth::No => match self.sum(said, kind, request, |held| held.wide).truth() {
                Truth::No => Weight::Denied,
                Truth::Unknown | Truth::Yes => Weight::Unusual,
            },
        };
        (weight, usual)
    }

    fn sum(
        &self,
        said: &[Said],
        kind: &Kind,
        request: &Request,
        truth: impl Fn(&Held) -> Truth,
    ) -> Sum {
        let (mut identity, mut boundary, mut session) = (None, None, None);
        let (mut guards, mut denied, mut silent) = (Truth::Yes, Truth::No, None);
        for (at, layer) in self.stack.layers.iter().enumerate() {
            if !kind.heeds(layer.kind) {
                continue;
            }
            let (allows, denies) = self.layer(layer, said, &truth);
            if allows == Truth::No && silent.is_none() {
                silent = Some(at);
            }
            denied = denied | denies;
            match layer.kind {
                LayerKind::Identity => identity = Some(allows),
                LayerKind::Boundary => boundary = Some(allows),
                LayerKind::Session => session = Some(allows),
                _ => guards = guards & allows,
            }
        }
        let caller = &self.actor.caller;
        let root = matches!(caller, Caller::Root { .. });
        let unlimited = !matches!(caller, Caller::FederatedUser { .. });
        // Keys of the model are looked at by themselves; whether any other trusts its account, as
        // keys do unless they are told otherwise, nobody knows.
        let trusted = unknown_if(kind.of_key());
        let parts = Parts::from_fn(|part| match part {
            Part::Identity => identity.unwrap_or(root.into()),
            Part::Boundary => boundary.unwrap_or(Truth::Yes),
            Part::Session => session.unwrap_or(unlimited.into()),
            Part::Account => trusted,
            Part::Direct | Part::Entity | Part::KeyGrant | Part::Acl => Truth::No,
        });
        Sum { allowed: core(request, parts).allows & guards, denied, silent }
    }

    /// Whether a layer allows, and whether it forbids.
    pub fn layer(
        &self,
        layer: &Layer,
        said: &[Said],
        truth: &impl Fn(&Held) -> Truth,
    ) -> (Truth, Truth) {
        let start = unknown_if(layer.open);
        let (mut allows, mut denies) = (start, start);
        let from = said.partition_point(|said| (said.at as usize) < layer.statements.start);
        for said in &said[from..] {
            if said.at as usize >= layer.statements.end {
                break;
            }
            let applies = said.coverage.truth() & truth(&said.held);
            match self.stack.statements[said.at as usize].statement().effect {
                Effect::Allow => allows = allows | applies,
                Effect::Deny => denies = denies | applies,
            }
        }
        (allows, denies)
    }

    /// What is given, with what is usual settled as well.
    pub fn usually(&self) -> Context {
        let mut given = self.given.clone();
        let derived = derive::context(&self.template);
        for key in adjustable(&self.actor.caller).filter(|key| !self.given.mentions(key)) {
            match derived.get(key) {
                Lookup::Present(value) => given.set(key, value.clone()),
                Lookup::Absent => given.set_absent(key),
                Lookup::Unknown => {}
            }
        }
        given
    }

    /// What could not be gathered or read.
    pub fn remarks(&self) -> Vec<String> {
        let missing =
            self.layers.missing.iter().map(|missing| format!("unknown: {}", missing.what));
        let open = self.stack.layers.iter().filter(|layer| layer.open);
        let unreadable = open
            .filter(|layer| !self.layers.lacks(layer.kind))
            .map(|layer| format!("a {} holds statements that cannot be read", layer.kind));
        missing.chain(unreadable).collect()
    }
}

fn unknown_if(open: bool) -> Truth {
    if open { Truth::Unknown } else { Truth::No }
}
