//! Why an action is allowed or not: the statements that have a say in it, the decisive ones first.

use std::sync::Arc;

use super::{
    Access, Coverage, OnHeld,
    ground::shapes,
    held::{Held, heeding},
    matrix::{Matrix, Said},
    working::Working,
};
use crate::{
    access::{
        Actor, explain,
        layers::{AttachedPolicy, LayerKind},
    },
    catalog::{Action, Service},
    org::Organization,
    policy::{Context, Effect, Statement, Truth, action::Polarity},
};

/// A statement that has a say in an action.
#[derive(Debug, Clone, PartialEq)]
pub struct Say {
    /// In which layer.
    pub layer: LayerKind,
    /// At which node, for organization policies; on which resource, for policies of resources.
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

/// How many patterns of a list are told.
const TOLD: usize = 3;

impl Say {
    /// The statement itself.
    pub fn statement(&self) -> &Statement {
        &self.policy.document.statements()[self.statement]
    }

    /// On what it speaks, for people: every resource, or the patterns that it lists.
    pub fn on(&self) -> String {
        let element = self.statement().resource.as_ref();
        let (Coverage::Some, Some(element)) = (self.coverage, element) else {
            return match self.coverage {
                Coverage::All => "on every resource",
                Coverage::Some => "on some resources",
                Coverage::None => "on no resource",
            }
            .to_owned();
        };
        let mut told: Vec<&str> =
            element.patterns.iter().take(TOLD).map(|pattern| &*pattern.text).collect();
        let more = format!("{} more", element.patterns.len().saturating_sub(TOLD));
        if element.patterns.len() > TOLD {
            told.push(&more);
        }
        let but = match element.polarity {
            Polarity::Listed => "",
            Polarity::Excepted => "everything but ",
        };
        format!("on {but}{}", told.join(", "))
    }

    /// Under which conditions it speaks, for people, where nobody knows whether they hold.
    pub fn when(&self) -> Option<String> {
        let cells: Vec<String> =
            self.statement().conditions.iter().map(explain::condition).collect();
        (self.condition == Truth::Unknown).then(|| match cells.as_slice() {
            // Nothing but whom it means is open (P-10).
            [] => "the canonical id that it names is that of the caller's account".to_owned(),
            cells => cells.join(" and "),
        })
    }
}

/// Why an action is allowed or denied, or on what it hangs.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// The answer.
    pub access: Access,
    /// The answers by type of resource; no type stands for no resource.
    pub by_type: Vec<(Option<&'static str>, Access)>,
    /// The answers on resources whose own policies mean the principal.
    pub on_held: Vec<OnHeld>,
    /// The first layer in which nothing allows it, when that is why.
    pub silent: Option<(LayerKind, Option<Arc<str>>)>,
    /// Every statement that has a say, the decisive ones first.
    pub says: Vec<Say>,
    /// The statements of the silent layer, which allow other things.
    pub instead: Vec<Say>,
    /// What else it hangs on, for people.
    pub remarks: Vec<String>,
}

/// Why an actor may or may not do something.
pub fn why(
    organization: &Organization,
    actor: &Actor,
    action: &'static Action,
    context: &Context,
) -> Why {
    let matrix = Matrix::new(organization, actor, context);
    let held = heeding(&matrix);
    let mut working = Working::new(&matrix, &held);
    let on_held = working.held(&|known| known.id() == action.id());
    working.why(action, on_held)
}

/// Why an actor may or may not do each action of a service, in the catalogue's order.
pub fn whys(
    organization: &Organization,
    actor: &Actor,
    service: &'static Service,
    context: &Context,
) -> Vec<(&'static Action, Why)> {
    let matrix = Matrix::new(organization, actor, context);
    let held = heeding(&matrix);
    let mut working = Working::new(&matrix, &held);
    let on_held = working.held(&|action| action.service() == service.prefix());
    let why = |action: &'static Action| {
        let on = on_held.iter().filter(|on| on.action == action.id()).cloned().collect();
        (action, working.why(action, on))
    };
    service.actions().iter().map(why).collect()
}

/// A layer, by its kind and the level of it.
type LayerName = (LayerKind, Option<Arc<str>>);

impl Working<'_> {
    fn why(&mut self, action: &'static Action, on_held: Vec<OnHeld>) -> Why {
        let matrix = self.matrix;
        let (mut by_type, mut causes) = (Vec::new(), Vec::new());
        let mut silent = None;
        let (mut said_of, mut says) = (Vec::new(), Vec::new());
        let all = &shapes().of(action).grounds;
        for ground in all {
            let kind = self.kind(action, *ground);
            let said = matrix.said(self.classes.covering(self.classes.of(action)), &kind);
            let weighed = self.weigh(&kind);
            let denied = weighed.settled.access == Access::Denied;
            silent = silent.or(weighed.silent.filter(|_| denied));
            by_type.push(weighed.settled.access);
            causes.extend(weighed.settled.causes);
            said_of.push(said);
        }
        for said in said_of.iter().flatten() {
            self.merge(&mut says, said);
        }
        for say in &mut says {
            let everywhere = said_of.iter().all(|said| said.iter().any(|it| self.is(it, say)));
            if !everywhere {
                say.coverage = Coverage::Some;
            }
        }
        let merged = super::with_all_held(Access::together(by_type.iter().copied()), &on_held);
        says.extend(self.held.iter().flat_map(|held| of_held(held, action)));
        rank(&mut says, merged);
        let mut remarks = self.matrix.remarks();
        remarks.extend(self.standing());
        remarks.extend(causes.into_iter().map(|cause| format!("not told: {cause}")));
        if all.iter().any(|ground| self.kind(action, *ground).of_key()) {
            remarks.push("the policy of the key has to agree".to_owned());
        }
        let layer = |at: usize| {
            let layer = &matrix.stack.layers[at];
            (layer.kind, layer.target.clone())
        };
        let silent = silent.map(layer).filter(|_| merged == Access::Denied);
        let instead = silent.iter().flat_map(|silent| self.allowing(silent)).collect();
        let by_type = super::named(shapes().of(action), &by_type);
        Why { access: merged, by_type, on_held, silent, says, instead, remarks }
    }

    /// Takes in what a statement says of one more ground.
    fn merge(&self, says: &mut Vec<Say>, said: &Said) {
        let placed = &self.matrix.stack.statements[said.at as usize];
        if let Some(known) = says.iter_mut().find(|say| self.is(said, say)) {
            if known.coverage != said.coverage {
                known.coverage = Coverage::Some;
            }
            return;
        }
        let layers = &self.matrix.stack.layers;
        let Some(layer) = layers.iter().find(|it| it.statements.contains(&(said.at as usize)))
        else {
            return;
        };
        says.push(Say {
            layer: layer.kind,
            target: layer.target.clone(),
            policy: placed.policy.clone(),
            statement: placed.place,
            effect: placed.statement().effect,
            coverage: said.coverage,
            condition: said.held.usual,
            keys: said.held.keys.clone(),
        });
    }

    /// Whether something said is what a statement says that is told already.
    fn is(&self, said: &Said, say: &Say) -> bool {
        let placed = &self.matrix.stack.statements[said.at as usize];
        let layers = &self.matrix.stack.layers;
        let layer = layers.iter().find(|it| it.statements.contains(&(said.at as usize)));
        say.statement == placed.place
            && say.policy == placed.policy
            && layer.is_some_and(|it| it.kind == say.layer && it.target == say.target)
    }

    /// Every statement of a layer that allows anything.
    fn allowing(&self, (kind, target): &LayerName) -> Vec<Say> {
        let stack = &self.matrix.stack;
        let layers = stack.layers.iter().filter(|it| it.kind == *kind && it.target == *target);
        let placed = layers.flat_map(|layer| &stack.statements[layer.statements.clone()]);
        placed
            .filter(|placed| placed.statement().effect == Effect::Allow)
            .map(|placed| Say {
                layer: *kind,
                target: target.clone(),
                policy: placed.policy.clone(),
                statement: placed.place,
                effect: Effect::Allow,
                coverage: Coverage::None,
                condition: Truth::Yes,
                keys: Vec::new(),
            })
            .collect()
    }
}

/// The statements of a resource's own policy that have a say.
fn of_held<'h>(held: &'h Held<'_>, action: &'static Action) -> impl Iterator<Item = Say> + 'h {
    held.meaning(action).map(|meaning| Say {
        layer: meaning.layer,
        target: Some(held.arn.as_str().into()),
        policy: meaning.policy.clone(),
        statement: meaning.place,
        effect: meaning.effect,
        coverage: Coverage::Some,
        condition: meaning.condition,
        keys: meaning.keys.clone(),
    })
}

/// The decisive ones first.
fn rank(says: &mut [Say], access: Access) {
    says.sort_by_key(|say| {
        let sure = say.coverage == Coverage::All && say.condition == Truth::Yes;
        match (access, say.effect, sure) {
            (Access::Denied, Effect::Deny, true) => 0,
            (Access::Partial | Access::Conditional | Access::Unknown, Effect::Deny, _) => 1,
            (Access::Partial | Access::Conditional | Access::Unknown, Effect::Allow, false) => 2,
            (Access::Allowed, Effect::Allow, true) if say.layer == LayerKind::Identity => 3,
            _ => 4,
        }
    });
}
