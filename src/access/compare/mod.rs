//! What changes between a before and an after: which requests are allowed in one and denied in the
//! other (`ANALYSIS` 1).
//!
//! [`principals`] compares two principals, or one in two organizations; [`documents`] compares two
//! texts by themselves. What is gained or lost is told by actions, each with a request that
//! [`super::decide`] allows on one side and denies on the other. What is in none of the lists is
//! the same on both sides for every request.

mod cases;
mod classes;
mod documents;
mod holdings;
mod impact;
mod kind;
mod outcome;
mod plan;
mod register;
mod resource;
mod shift;
mod survey;
#[cfg(test)]
mod tests;
mod turns;
mod uncatalogued;
mod way;
mod world;

pub use documents::{DocumentKind, documents};
pub use impact::{Affected, Impact, impact, impact_told};
pub use world::World;

use std::{ops::ControlFlow, sync::Arc};

use classes::Class;
use outcome::{Outcome, Outcomes};
use way::Way;

use super::{
    Principal,
    possible::{Scope, Witness},
};
use crate::{catalog::Action, org::Organization};

/// What changes from before to after.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// What is allowed after and denied before.
    pub gained: Vec<Difference>,
    /// What is allowed before and denied after.
    pub lost: Vec<Difference>,
    /// Where it cannot be told.
    pub unknown: Vec<Untold>,
}

/// Actions that change alike, and a request that shows it.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The actions.
    pub actions: Arc<[&'static Action]>,
    /// A request for the first of them, as it is where it is allowed.
    pub allowed: Arc<Witness>,
    /// The same where it is denied.
    pub denied: Arc<Witness>,
}

/// Actions of which it cannot be told whether they change.
#[derive(Debug, Clone)]
pub struct Untold {
    /// The actions; none where it is about those that the catalogue does not have.
    pub actions: Vec<&'static Action>,
    /// What it hangs on.
    pub because: Vec<String>,
}

/// Where a statement lets a request through: a person's words for a [`Difference`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Described {
    /// The policy and the statement.
    pub statement: String,
    /// The resources that it lists, or spares behind `not`.
    pub resources: Vec<String>,
    /// Its conditions.
    pub conditions: Vec<String>,
}

/// How far something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Done.
    pub done: usize,
    /// In all.
    pub of: usize,
}

/// Hears what has been found so far, and says whether to go on.
pub type Tell<'a, T> = dyn FnMut(&T, Progress) -> ControlFlow<()> + 'a;

/// Compares what two principals may do, or one principal in two organizations; nothing when one of
/// them is not there. Only requests within the scope count.
pub fn principals(
    before: (&Organization, &Principal),
    after: (&Organization, &Principal),
    scope: &Scope,
) -> Option<Comparison> {
    let before = World::of(before.0, before.1)?;
    let after = World::of(after.0, after.1)?;
    Some(worlds(&before, &after, scope))
}

/// Compares two worlds.
pub fn worlds(before: &World<'_>, after: &World<'_>, scope: &Scope) -> Comparison {
    worlds_told(before, after, scope, &mut |_, _| ControlFlow::Continue(()))
}

/// Compares two worlds, and tells what it has found so far and how far it is; when told to break, it
/// ends with that.
pub fn worlds_told(
    before: &World<'_>,
    after: &World<'_>,
    scope: &Scope,
    tell: &mut Tell<'_, Comparison>,
) -> Comparison {
    let mut comparison = Comparison::default();
    let classes = classes::differing(before, after, scope);
    let ways = Way::both(before, after, scope);
    for (done, class) in classes.iter().enumerate() {
        if tell(&comparison, Progress { done, of: classes.len() }).is_break() {
            break;
        }
        comparison.join(of_class(ways, class));
    }
    let untold = uncatalogued::untold(before, after, scope, ways, &comparison);
    comparison.unknown.extend(untold);
    comparison
}

/// What changes for the actions of one class.
fn of_class([gain, loss]: [Way<'_>; 2], class: &Class) -> Comparison {
    let look = |way: Way<'_>| {
        let owner = way.allowing.owner;
        way.look(&class.actions, |caller, action| way.terrain.spots(caller, owner, action))
    };
    Outcomes {
        gained: if class.gains { look(gain) } else { Outcome::Same },
        lost: if class.loses { look(loss) } else { Outcome::Same },
    }
    .comparison(&class.actions)
}

impl Comparison {
    /// Takes in what else changes.
    fn join(&mut self, other: Self) {
        self.gained.extend(other.gained);
        self.lost.extend(other.lost);
        self.unknown.extend(other.unknown);
    }

    /// The same with what else changes.
    fn and(mut self, other: &Self) -> Self {
        self.join(other.clone());
        self
    }

    /// Whether nothing changes, for certain.
    pub fn is_same(&self) -> bool {
        self.gained.is_empty() && self.lost.is_empty() && self.unknown.is_empty()
    }
}

impl Untold {
    /// What to call the actions, one by one.
    pub fn names(&self) -> Vec<&'static str> {
        if self.actions.is_empty() {
            return vec!["actions that the catalogue does not have"];
        }
        self.actions.iter().map(|action| action.full_name()).collect()
    }
}

impl Difference {
    /// The statements that let the request through, in words.
    pub fn described(&self) -> Vec<Described> {
        let deciding = self.allowed.decision.deciding().into_iter();
        deciding.map(|deciding| Described::of(&deciding.policy.name, deciding.statement)).collect()
    }
}

impl Described {
    fn of(policy: &str, statement: &crate::policy::Statement) -> Self {
        use crate::policy::action::Polarity;
        let resources = statement.resource.iter().flat_map(|element| {
            let not = if element.polarity == Polarity::Excepted { "not " } else { "" };
            element.patterns.iter().map(move |pattern| format!("{not}{}", pattern.text))
        });
        let conditions = statement.conditions.iter().map(|cell| {
            let values: Vec<&str> = cell.values.iter().map(|value| &*value.text).collect();
            format!("{} {} {}", cell.key, cell.operator_text, values.join(", "))
        });
        Self {
            statement: format!("{policy}: {}", statement.label()),
            resources: resources.collect(),
            conditions: conditions.collect(),
        }
    }
}
