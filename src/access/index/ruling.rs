//! A question, and what is ruled on it: decisions without their traces.

use foldhash::HashMap;

use super::{Group, Index};
use crate::{
    access::{
        Actor, Caller, Principal, Reason, Request, Target, Verdict, decide,
        decision::Hinge,
        gather,
        layers::{LayerKind, Layers},
        special,
    },
    org::AccountId,
    policy::{ActionName, Context},
};

/// What a decision comes to, without its trace.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ruling {
    /// The verdict.
    pub verdict: Verdict,
    /// The reason.
    pub reason: Reason,
    /// Every layer that forbids it explicitly.
    pub denied_by: Vec<LayerKind>,
    /// What a conditional verdict hangs on.
    pub hinges: Vec<Hinge>,
}

/// May they do this to that?
pub struct Question<'q> {
    /// The action.
    pub action: &'q ActionName,
    /// The resource, or `*`.
    pub resource: &'q str,
    /// What is known of the context.
    pub context: &'q Context,
}

/// The rulings on a question.
#[derive(Default)]
pub struct Rulings {
    /// The distinct ones.
    pub distinct: Vec<Ruling>,
    /// Which of them counts for each run of the index, in its order.
    pub runs: Vec<Of>,
    places: HashMap<Ruling, u32>,
}

/// Which ruling counts for the members of a run.
pub enum Of {
    /// One for all.
    All(Option<u32>),
    /// One for each.
    Each(Vec<Option<u32>>),
}

impl Of {
    /// That of a member by its place in the run; nothing for one that is no longer there.
    pub fn member(&self, at: usize) -> Option<u32> {
        match self {
            Self::All(ruling) => *ruling,
            Self::Each(rulings) => rulings[at],
        }
    }
}

impl Rulings {
    /// The place of a ruling among the distinct ones.
    pub fn place(&mut self, ruling: Ruling) -> u32 {
        let next = self.distinct.len() as u32;
        *self.places.entry(ruling).or_insert_with_key(|ruling| {
            self.distinct.push(ruling.clone());
            next
        })
    }
}

impl Question<'_> {
    /// What becomes of it for a principal; nothing when the principal is not there.
    pub fn of(&self, index: &Index, principal: &Principal) -> Option<Ruling> {
        Some(self.put_by(index, &Actor::new(index.organization(), principal)?))
    }

    /// What becomes of it for a member of a group.
    pub(super) fn of_member(
        &self,
        index: &Index,
        group: &Group,
        member: &Principal,
    ) -> Option<Ruling> {
        let caller = member.caller(index.organization())?;
        Some(self.put_by(index, &Actor::alone(caller, group.layers.clone())))
    }

    /// The request that an actor makes of it, with the layers that bear on it.
    pub(super) fn request(&self, index: &Index, actor: &Actor) -> (Request, Layers) {
        actor.question(index.organization(), self.action, self.resource, self.context)
    }

    fn put_by(&self, index: &Index, actor: &Actor) -> Ruling {
        let (request, layers) = self.request(index, actor);
        let decision = decide(&request, &layers);
        Ruling {
            verdict: decision.verdict,
            reason: decision.reason,
            denied_by: decision.denied_by,
            hinges: decision.hinges,
        }
    }

    /// The side of the resource: who owns it if that does not hang on who asks, and its layers.
    pub fn resource_side(&self, index: &Index) -> (Option<AccountId>, Layers) {
        let organization = index.organization();
        let mut layers = Layers::default();
        let (target, held) =
            gather::target(organization, self.resource, &Caller::Anonymous, &mut Vec::new());
        gather::resource_layers(organization, self.action, &target, held, &mut layers);
        (target.account, layers)
    }

    /// Whether it is about no resource, so that it does not count whose it is.
    pub(super) fn about_nothing(&self) -> bool {
        special::is_resource_less(&Request {
            caller: Caller::Anonymous,
            action: self.action.clone(),
            resource: Target { arn: self.resource.to_owned(), account: None, tags: None },
            context: Context::default(),
            organization: None,
        })
    }
}
