//! Effective permissions: of every catalogued action and every type of resource that it can be
//! about, whether a principal may do it, exactly (`ANALYSIS` 1, 2.1 to 2.5).
//!
//! [`Matrix`] holds the statements on the principal's side. Actions that the same statements cover
//! and the same rules treat alike are weighed once, in three values ([`matrix`]); what stays open is
//! settled by search for a request that is allowed ([`settle`]), each distinct question once.
//! Resources of the model whose own policies mean the principal are looked at one by one ([`held`]).

mod action_set;
mod carried;
mod classes;
mod funnel;
mod ground;
mod held;
mod hinges;
mod kind;
mod manner;
mod matrix;
mod reach;
mod settle;
mod stack;
mod summary;
#[cfg(test)]
mod tests;
mod view;
mod why;
mod working;

pub use action_set::ActionSet;
pub(super) use carried::never_carrying;
pub(super) use classes::Classes;
pub use funnel::{Funnel, Taken};
pub(super) use ground::{Ground, shapes};
pub use held::OnHeld;
pub use hinges::Hinge;
pub(super) use manner::Manner;
pub use reach::Coverage;
pub(super) use reach::Element;
pub use summary::{LevelCount, ServiceSummary, Tally, summarize};
pub use why::{Say, Why, why, whys};

use super::{Actor, Principal};
use crate::{
    catalog::{Action, catalog},
    org::Organization,
    policy::Context,
};
use ground::Shape;
use held::heeding;
use matrix::Matrix;
use working::Working;

/// Whether a principal may do something, over all requests of its for it. Greater is more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// No request is ever allowed.
    Denied,
    /// It cannot be told: the budget was spent, or something is not modelled.
    Unknown,
    /// Some requests are, and all of them hang on condition keys whose value is not known, or on a
    /// policy that is not at hand.
    Conditional,
    /// On some resources, whatever the context, and not on all.
    Partial,
    /// On every resource of its account, in every usual context.
    Allowed,
}

impl Access {
    /// All of them, the greatest first.
    pub const ALL: [Self; 5] =
        [Self::Allowed, Self::Partial, Self::Conditional, Self::Unknown, Self::Denied];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Partial => "partial",
            Self::Conditional => "conditional",
            Self::Unknown => "unknown",
            Self::Denied => "denied",
        }
    }

    /// What several kinds of resource come to together.
    pub fn together(all: impl IntoIterator<Item = Self>) -> Self {
        let mut least = Self::Allowed;
        let mut most = None;
        for access in all {
            least = least.min(access);
            most = most.max(Some(access));
        }
        match most {
            None => Self::Denied,
            Some(Self::Allowed) if least != Self::Allowed => Self::Partial,
            Some(most) => most,
        }
    }
}

/// The effective permissions of one principal or actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// One answer for each catalogued action, in the catalogue's order.
    access: Vec<Access>,
    /// Of each action the place among `grounds`.
    alike: Vec<u32>,
    /// One answer for each ground of actions that come to the same on each of theirs.
    grounds: Vec<Vec<Access>>,
    /// The answers for resources of the model whose own policies mean the principal, by action.
    held: Vec<OnHeld>,
    /// The condition keys that answers hang on, the one with most at stake first.
    pub hinges: Vec<Hinge>,
    /// How many actions each layer takes away.
    pub funnel: Funnel,
    /// Why some answers are unknown.
    pub causes: Vec<String>,
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

    /// The answers for an action by type of resource; no type stands for no resource. A type whose
    /// ARNs have several forms comes once.
    pub fn by_type(&self, action: &Action) -> Vec<(Option<&'static str>, Access)> {
        named(shapes().of(action), &self.grounds[self.alike[action.id().index()] as usize])
    }

    /// The answers for an action on resources of the model whose own policies mean the principal.
    pub fn on_held(&self, action: &Action) -> &[OnHeld] {
        let from = self.held.partition_point(|on| on.action < action.id());
        let to = self.held.partition_point(|on| on.action <= action.id());
        &self.held[from..to]
    }
}

/// Answers by type of resource.
fn named(shape: &Shape, answers: &[Access]) -> Vec<(Option<&'static str>, Access)> {
    let mut found: Vec<(Option<&'static str>, Access)> = Vec::new();
    for (ground, access) in shape.grounds.iter().zip(answers) {
        let name = match ground {
            Ground::Nothing => None,
            Ground::Form(form) => Some(shapes().form(*form).resource_type),
        };
        match found.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = Access::together([*known, *access]),
            None => found.push((name, *access)),
        }
    }
    found
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
    let held = heeding(&matrix);
    Working::new(&matrix, &held).work()
}

/// The answer for an action with the resources that have policies of their own.
fn with_all_held(all: Access, held: &[OnHeld]) -> Access {
    held.iter().fold(all, |all, on| match (all, on.access) {
        (Access::Allowed, Access::Allowed) => Access::Allowed,
        (Access::Allowed, _) if on.at_home => Access::Partial,
        (Access::Allowed, _) => Access::Allowed,
        (all, Access::Allowed) => all.max(Access::Partial),
        (all, on) => all.max(on),
    })
}
