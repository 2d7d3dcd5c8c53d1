//! The funnel: how many actions the principal's own policies grant, and how many each layer beside
//! them takes away.

use std::sync::Arc;

use super::{
    Access,
    kind::Kind,
    matrix::{Matrix, Said},
};
use crate::{
    access::{Caller, layers::LayerKind},
    policy::Truth,
};

/// How the actions that a principal's own policies grant become those that it may do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Funnel {
    /// The actions that its own policies grant, at least sometimes.
    pub granted: usize,
    /// What takes actions away, in the order of the layers from the principal outwards.
    pub taken: Vec<Taken>,
    /// The actions that no layer takes away alone: several do together, or a rule beside all policies.
    pub otherwise: usize,
    /// The actions that only policies of resources grant.
    pub by_resources: usize,
    /// The actions that it may do in the end, at least sometimes.
    pub left: usize,
}

/// What one layer or level takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The layer.
    pub layer: LayerKind,
    /// The level of it, for organization policies.
    pub target: Option<Arc<str>>,
    /// How many actions.
    pub actions: usize,
}

/// How far a kind of request gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// The principal's own policies never grant it.
    NotGranted,
    /// A layer takes it away: the place in the order from the principal outwards.
    Taken(usize),
    /// No layer does alone.
    TakenOtherwise,
    /// It is allowed, at least sometimes.
    Left,
}

/// The places of the layers, from the principal outwards.
fn outwards(matrix: &Matrix<'_>) -> Vec<usize> {
    let rank = |at: &usize| match matrix.stack.layers[*at].kind {
        LayerKind::Identity => 0,
        LayerKind::Boundary => 1,
        LayerKind::Session => 2,
        LayerKind::Scp => 3,
        LayerKind::Rcp => 4,
        LayerKind::Endpoint | LayerKind::Resource | LayerKind::Trust | LayerKind::Acl => 5,
    };
    let mut places: Vec<usize> = (0..matrix.stack.layers.len()).collect();
    places.sort_by_key(rank);
    places
}

/// How far a kind of request gets.
pub(super) fn fate(matrix: &Matrix<'_>, said: &[Said], kind: &Kind, access: Access) -> Fate {
    if access != Access::Denied {
        return Fate::Left;
    }
    let caller = &matrix.actor.caller;
    let own = matrix.stack.layers.iter().any(|layer| layer.kind == LayerKind::Identity);
    if !own && !matches!(caller, Caller::Root { .. }) {
        return Fate::NotGranted;
    }
    for (turn, at) in outwards(matrix).into_iter().enumerate() {
        let layer = &matrix.stack.layers[at];
        if !kind.heeds(layer.kind) {
            continue;
        }
        let (allows, denies) = matrix.layer(layer, said, &|held| held.wide);
        if allows == Truth::No && layer.kind == LayerKind::Identity {
            return Fate::NotGranted;
        }
        if allows == Truth::No || denies == Truth::Yes {
            return Fate::Taken(turn);
        }
    }
    Fate::TakenOtherwise
}

/// A funnel in the making.
pub(super) struct Counts(Funnel);

impl Counts {
    pub fn new(matrix: &Matrix<'_>) -> Self {
        let taken = outwards(matrix).into_iter().map(|at| {
            let layer = &matrix.stack.layers[at];
            Taken { layer: layer.kind, target: layer.target.clone(), actions: 0 }
        });
        Self(Funnel { taken: taken.collect(), ..Funnel::default() })
    }

    /// Counts an action, by how far the best of its grounds gets and what comes of it in the end.
    pub fn count(&mut self, best: Option<Fate>, access: Access) {
        let Self(funnel) = self;
        let fate = best.unwrap_or(Fate::NotGranted);
        if fate != Fate::NotGranted {
            funnel.granted += 1;
        }
        if access != Access::Denied {
            funnel.left += 1;
        }
        match fate {
            Fate::Left => {}
            _ if access != Access::Denied => funnel.by_resources += 1,
            Fate::NotGranted => {}
            Fate::Taken(turn) => funnel.taken[turn].actions += 1,
            Fate::TakenOtherwise => funnel.otherwise += 1,
        }
    }

    /// The funnel, without the layers that take nothing.
    pub fn done(self) -> Funnel {
        let Self(mut funnel) = self;
        funnel.taken.retain(|taken| taken.actions > 0);
        funnel
    }
}
