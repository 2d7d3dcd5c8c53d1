//! One way to look at a kind of request: who asks, which policies bear on it, and what is known of
//! its context whatever the resource of the kind is.

use std::{rc::Rc, sync::Arc};

use super::Spot;
use crate::{
    access::{
        Caller, Reason, Request,
        bearing::{Bearing, bearing},
        derive,
        layers::{AttachedPolicy, LayerKind, Layers, Standing},
        public, solve, special,
        statement::Subject,
    },
    catalog,
    policy::{
        Context, ContextValue, Lookup, Statement, Truth,
        condition::PolicyValue,
        principal::{CallerNames, MatchClass},
        resource::ResourceElement,
    },
};

/// A kind of request, and the layers that bear on every request of the kind.
#[derive(Debug, Clone)]
pub struct Side {
    /// A request of the kind.
    pub request: Request,
    /// The layers.
    pub layers: Rc<Layers>,
    /// What is known of the context; what is unknown may be chosen.
    pub context: Context,
    /// Whether the resource is known: it is none.
    pub about_nothing: bool,
    /// Whether `aws:RequestedRegion` is the region of the resource, which is still open.
    pub region_follows: bool,
    /// Keys that are known and that a request has to be given all the same.
    pub given: Vec<(String, ContextValue)>,
    /// What was taken for granted.
    pub assumptions: Vec<String>,
    names: CallerNames,
    /// Of each layer and level the statements that can mean the caller and the action.
    concerned: Rc<[Vec<Place>]>,
}

/// Where a statement stands that can mean the caller and the action: the policy and its place there.
#[derive(Debug)]
struct Place {
    policy: usize,
    statement: usize,
    class: MatchClass,
    meant: Truth,
}

/// What no policy can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Every such request is allowed.
    Allowed,
    /// None is.
    Denied(Reason),
}

/// A statement that can mean the caller and the action.
pub struct Concerned<'s> {
    /// The policy.
    pub policy: &'s AttachedPolicy,
    /// The statement.
    pub statement: &'s Statement,
    /// In which way it means the caller.
    pub class: MatchClass,
    /// Whether it does for sure.
    pub meant: Truth,
}

/// A layer or level, as far as it has to do with the kind of request.
pub struct Level<'s> {
    /// Which layer.
    pub kind: LayerKind,
    /// Which level of it.
    pub target: Option<Arc<str>>,
    /// The statements that can mean the caller and the action.
    pub statements: Vec<Concerned<'s>>,
    /// Whether something in it cannot be read or is not at hand, so that anything is possible.
    pub open: bool,
}

/// Keys that are derived unless the request says otherwise, and that it may well say.
const ADJUSTABLE: [&str; 5] = [
    "aws:SecureTransport",
    "aws:ViaAWSService",
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
];

/// The same for root users, who may have signed in in any way.
const SECOND_FACTOR: [&str; 3] =
    ["aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge", "aws:TokenIssueTime"];

/// The keys that are derived for a caller's request unless it says otherwise, and that it may well
/// say.
pub fn adjustable(caller: &Caller) -> impl Iterator<Item = &'static str> {
    let of_root = matches!(caller, Caller::Root { .. }).then_some(SECOND_FACTOR);
    ADJUSTABLE.into_iter().chain(of_root.into_iter().flatten())
}

impl Side {
    /// The kind of a request that is about a spot. `given` is what the asker knows of the context.
    pub fn new(spot: &Spot, given: &Context, request: Request, layers: Layers) -> Self {
        let mut context = derive::context(&request);
        for key in adjustable(&request.caller).filter(|key| !given.mentions(key)) {
            context.forget(key);
        }
        let names = request.names();
        let commercial = request.resource.partition() == Some("aws");
        let at_home = commercial && catalog::home_region(request.action.service()).is_some();
        let region_follows = spot.regional && !at_home && !given.mentions("aws:RequestedRegion");
        let mut side = Self {
            request,
            layers: Rc::new(layers),
            concerned: Rc::new([]),
            context,
            about_nothing: spot.place.is_none(),
            region_follows,
            given: Vec::new(),
            assumptions: Vec::new(),
            names,
        };
        side.concerned = side.places();
        side.settle_keys();
        side
    }

    /// Sets what the service never sends, and what is known under another name.
    fn settle_keys(&mut self) {
        let keys: Vec<String> = self.keys().into_iter().filter(|key| self.is_free(key)).collect();
        for key in keys {
            if special::never_carried(&self.request.action, &key) {
                self.context.set_absent(&key);
                let action = &self.request.action;
                self.assumptions.push(format!("{action} never carries {key}, says the catalogue"));
                continue;
            }
            let canonical = solve::canonical(&key);
            if canonical == key.to_ascii_lowercase() {
                continue;
            }
            match self.context.get(&canonical) {
                Lookup::Present(value) => {
                    let value = value.clone();
                    self.context.set(&key, value.clone());
                    self.given.push((key, value));
                }
                Lookup::Absent => self.context.set_absent(&key),
                Lookup::Unknown => {}
            }
        }
    }

    /// The same with keys set that are still free to choose.
    #[must_use]
    pub fn pinned(&self, pins: &[(String, Option<String>)]) -> Self {
        let mut side = self.clone();
        for (key, value) in pins.iter().filter(|(key, _)| self.is_free(key)) {
            match value {
                Some(value) => {
                    side.context.set(key, value.as_str());
                    side.given.push((key.clone(), value.as_str().into()));
                }
                None => side.context.set_absent(key),
            }
        }
        side
    }

    /// Every key that a statement which concerns the request asks for, variables included.
    fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = Vec::new();
        for level in self.levels() {
            for concerned in &level.statements {
                let cells = concerned.statement.conditions.iter();
                keys.extend(cells.map(|cell| cell.key.to_string()));
                keys.extend(variables(concerned.statement).map(str::to_owned));
            }
        }
        keys.sort();
        keys.dedup();
        keys
    }

    fn is_free(&self, key: &str) -> bool {
        self.context.get(key) == Lookup::Unknown
    }

    /// The keys that patterns and values of the policies compare other things with, and that a
    /// request may choose.
    pub fn free_variables(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for level in self.levels() {
            let statements = level.statements.iter();
            found.extend(
                statements
                    .flat_map(|concerned| variables(concerned.statement))
                    .filter(|key| self.is_free(key))
                    .map(str::to_owned),
            );
        }
        found.sort_by_key(|key| key.to_ascii_lowercase());
        found.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
        found
    }

    /// What no policy can change of it.
    pub fn settled(&self) -> Option<Settled> {
        if special::not_signed_in(&self.request) {
            return Some(Settled::Denied(Reason::NotSignedIn));
        }
        if self.layers.standing == Standing::NotUsable {
            return Some(Settled::Denied(Reason::AccountNotUsable));
        }
        if special::always_allowed(&self.request) {
            return Some(Settled::Allowed);
        }
        if let Some(reason) = special::refused(&self.request) {
            return Some(Settled::Denied(reason));
        }
        public::blocked(&self.request, &self.layers)
            .then_some(Settled::Denied(Reason::PublicAccessBlock))
    }

    /// What statements are held against.
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            request: &self.request,
            resource: special::matched_as(&self.request),
            context: &self.context,
            names: &self.names,
            bounded: self.layers.boundary.is_some(),
        }
    }

    /// The layers and levels that bear on it, with the statements that concern it.
    pub fn levels(&self) -> Vec<Level<'_>> {
        let bearing = bearing(&self.request, &self.layers).into_iter().zip(self.concerned.iter());
        let mut levels = Vec::new();
        for (bearing, places) in bearing {
            let lacks = self.layers.lacks(bearing.kind);
            levels.push(Level::of(bearing, places, lacks));
        }
        levels
    }

    fn places(&self) -> Rc<[Vec<Place>]> {
        let subject = self.subject();
        let bearing = bearing(&self.request, &self.layers).into_iter();
        bearing.map(|bearing| Place::all(&bearing, &subject)).collect()
    }
}

impl Place {
    /// The places of the statements of a layer or level that can mean the caller and the action.
    fn all(bearing: &Bearing<'_>, subject: &Subject<'_>) -> Vec<Self> {
        let mut found = Vec::new();
        for (policy, attached) in bearing.policies.iter().enumerate() {
            for (at, statement) in attached.document.statements().iter().enumerate() {
                if let Some((class, meant)) = subject.concerns(statement, bearing.kind) {
                    found.push(Self { policy, statement: at, class, meant });
                }
            }
        }
        found
    }
}

impl<'s> Level<'s> {
    fn of(bearing: Bearing<'s>, places: &[Place], lacks: bool) -> Self {
        let policies = bearing.policies;
        let concerned = |place: &Place| {
            let policy = policies.get(place.policy)?;
            let statement = policy.document.statements().get(place.statement)?;
            Some(Concerned { policy, statement, class: place.class, meant: place.meant })
        };
        let unreadable = |policy: &AttachedPolicy| !policy.document.reading().unreadable.is_empty();
        Self {
            kind: bearing.kind,
            target: bearing.target,
            statements: places.iter().filter_map(concerned).collect(),
            open: lacks || policies.iter().any(unreadable),
        }
    }
}

/// The keys that patterns and values of a statement are compared with.
fn variables(statement: &Statement) -> impl Iterator<Item = &str> {
    let of_resource = statement.resource.iter().flat_map(ResourceElement::variables);
    let values = statement.conditions.iter().flat_map(|cell| cell.values.iter());
    of_resource.chain(values.flat_map(PolicyValue::variables))
}
