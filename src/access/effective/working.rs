//! Effective permissions in the making: the catalogue divided into actions that come to the same,
//! each kind of request weighed and settled once.

use std::rc::Rc;

use foldhash::{HashMap, HashMapExt, HashSet};

use super::{
    Access, ActionSet, Effective, OnHeld,
    classes::Classes,
    funnel,
    ground::{Ground, shapes},
    held::{Held, apart, on_held, outside},
    hinges,
    kind::Kind,
    matrix::Matrix,
    settle::{Settled, Settler},
    with_all_held,
};
use crate::catalog::{Action, catalog};

/// What has been prepared, and what has been settled so far.
pub struct Working<'m> {
    /// The principal's side.
    pub matrix: &'m Matrix<'m>,
    /// The resources whose own policies mean the principal.
    pub held: &'m [Held<'m>],
    /// The actions by the statements that cover them.
    pub classes: Classes,
    /// Of each class the scarce keys that its statements ask for.
    scarce: Vec<Vec<u16>>,
    /// The services of the principal's own resources with policies.
    services: HashSet<&'m str>,
    settler: Settler<'m>,
}

/// A kind of request's answer, with what it hangs on.
pub struct Weighed {
    /// The answer.
    pub settled: Settled,
    /// The first layer in which nothing allows it.
    pub silent: Option<usize>,
    /// The keys of unknown value.
    keys: Vec<String>,
    /// How far it gets through the layers.
    fate: funnel::Fate,
}

/// Actions that come to the same on each of their grounds.
struct Bunch {
    /// The kind of request that each ground makes, by its place among those that are weighed.
    kinds: Vec<usize>,
    actions: usize,
}

impl<'m> Working<'m> {
    /// Ready to work.
    pub fn new(matrix: &'m Matrix<'m>, held: &'m [Held<'m>]) -> Self {
        let statements = &matrix.stack.statements;
        let sets: Vec<ActionSet> =
            statements.iter().map(|it| ActionSet::covered_by(&it.statement().action)).collect();
        let classes = Classes::new(sets.iter());
        let keys_of = |class: u32| {
            let covering = classes.covering(class).iter();
            let mut keys: Vec<u16> =
                covering.flat_map(|at| statements[*at as usize].scarce.iter().copied()).collect();
            keys.sort_unstable();
            keys.dedup();
            keys
        };
        let scarce = (0..).take(classes.len()).map(keys_of).collect();
        let services = held.iter().filter(|held| held.at_home).map(Held::service).collect();
        Self { matrix, held, classes, scarce, services, settler: Settler::new(matrix) }
    }

    /// The requests about one ground of an action.
    pub fn kind(&self, action: &'static Action, ground: Ground) -> Kind {
        let scarce = &self.scarce[self.classes.of(action) as usize];
        let never = |key: &u16| self.matrix.stack.scarce[usize::from(*key)].never.contains(action);
        let missing = scarce.iter().copied().filter(never);
        let speaking = self.services.contains(action.service());
        Kind {
            action,
            manner: shapes().of(action).manner,
            ground,
            sight: self.matrix.stack.sight(ground),
            missing: missing.collect(),
            apart: if speaking { apart(self.held, action) } else { Rc::default() },
        }
    }

    /// The answers for the whole catalogue.
    pub fn work(mut self) -> Effective {
        let mut kinds: HashMap<_, usize> = HashMap::new();
        let mut weighed: Vec<Weighed> = Vec::new();
        let mut known: HashMap<_, u32> = HashMap::new();
        let mut bunches: Vec<Bunch> = Vec::new();
        let mut alike: Vec<u32> = Vec::with_capacity(catalog().actions().len());
        let (mut service, mut speaking) = ("", false);
        // Neighbours are mostly alike.
        let mut last: Option<(u32, u32, u32)> = None;
        for action in catalog().actions() {
            let class = self.classes.of(action);
            let shape = shapes().place(action);
            if service != action.service() {
                service = action.service();
                speaking = self.services.contains(service);
            }
            let plain = self.scarce[class as usize].is_empty() && !speaking;
            if let Some((_, _, place)) = last.filter(|it| plain && (it.0, it.1) == (class, shape)) {
                bunches[place as usize].actions += 1;
                alike.push(place);
                continue;
            }
            let first = (!plain).then(|| self.kind(action, Ground::Nothing));
            let own = first.as_ref().map(|kind| (kind.missing.clone(), kind.apart.clone()));
            let next = u32::try_from(bunches.len()).unwrap_or(u32::MAX);
            let place = *known.entry((class, shape, own)).or_insert(next);
            if place == next {
                let first = first.unwrap_or_else(|| self.kind(action, Ground::Nothing));
                let mut places = Vec::new();
                for ground in &shapes().of(action).grounds {
                    let sight = self.matrix.stack.sight(*ground);
                    let kind = Kind { ground: *ground, sight, ..first.clone() };
                    let same = (
                        (class, kind.manner, sight, kind.missing.clone(), kind.apart.clone()),
                        (*ground == Ground::Nothing, kind.regional(), kind.of_key()),
                    );
                    let at = *kinds.entry(same).or_insert(weighed.len());
                    if at == weighed.len() {
                        weighed.push(self.weigh(&kind));
                    }
                    places.push(at);
                }
                bunches.push(Bunch { kinds: places, actions: 0 });
            }
            bunches[place as usize].actions += 1;
            alike.push(place);
            last = plain.then_some((class, shape, place));
        }
        let held = self.held(&|_| true);
        self.finish(&weighed, &bunches, alike, held)
    }

    /// The answers on resources whose own policies mean the principal, for some actions.
    pub fn held(&self, wanted: &dyn Fn(&Action) -> bool) -> Vec<OnHeld> {
        let kind = |action, ground| self.kind(action, ground);
        on_held(self.held, &self.classes, &kind, &self.settler, wanted)
    }

    /// What there is to say of the principal's account.
    pub fn standing(&self) -> Option<String> {
        let usable = self.matrix.usable();
        (!usable).then(|| "the account is suspended or closed: nobody in it can call".to_owned())
    }

    /// What a kind of request comes to.
    pub fn weigh(&mut self, kind: &Kind) -> Weighed {
        let request = self.matrix.request(kind);
        let covering = self.classes.covering(self.classes.of(kind.action));
        let said = self.matrix.said(covering, kind);
        let (weight, sum) = self.matrix.weigh(&said, kind, &request);
        let outside = outside(self.held, kind);
        let settled = self.settler.settle(weight, &said, kind, &outside);
        let fate = funnel::fate(self.matrix, &said, kind, settled.access);
        let keys = match settled.access {
            Access::Conditional | Access::Partial | Access::Unknown => hinges::keys(&said),
            Access::Allowed | Access::Denied => Vec::new(),
        };
        Weighed { settled, silent: sum.silent, keys, fate }
    }

    fn finish(
        self,
        weighed: &[Weighed],
        bunches: &[Bunch],
        alike: Vec<u32>,
        held: Vec<OnHeld>,
    ) -> Effective {
        let answers = |bunch: &Bunch| -> Vec<Access> {
            bunch.kinds.iter().map(|at| weighed[*at].settled.access).collect()
        };
        let grounds: Vec<Vec<Access>> = bunches.iter().map(answers).collect();
        let mut hinges = hinges::Counts::default();
        for bunch in bunches {
            hinges.count(bunch.kinds.iter().map(|at| weighed[*at].keys.as_slice()), bunch.actions);
        }
        let together: Vec<Access> =
            grounds.iter().map(|all| Access::together(all.iter().copied())).collect();
        let fate = |bunch: &Bunch| bunch.kinds.iter().map(|at| weighed[*at].fate).max();
        let fates: Vec<_> = bunches.iter().map(fate).collect();
        let mut funnel = funnel::Counts::new(self.matrix);
        let mut on_held = held.chunk_by(|a, b| a.action == b.action).peekable();
        let mut access = Vec::with_capacity(alike.len());
        for (action, place) in catalog().actions().iter().zip(&alike) {
            let on = on_held.next_if(|on| on[0].action == action.id()).unwrap_or_default();
            let all = with_all_held(together[*place as usize], on);
            funnel.count(fates[*place as usize], all);
            access.push(all);
        }
        let mut causes: Vec<String> =
            weighed.iter().flat_map(|kind| kind.settled.causes.iter().cloned()).collect();
        causes.sort();
        causes.dedup();
        let mut remarks = self.matrix.remarks();
        remarks.extend(self.standing());
        Effective {
            access,
            alike,
            grounds,
            held,
            hinges: hinges.sorted(),
            funnel: funnel.done(),
            causes,
            remarks,
        }
    }
}
