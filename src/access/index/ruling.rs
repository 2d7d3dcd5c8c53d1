//! One question decided for every principal of the organization, once for all that agree in
//! whatever it hangs on.

use std::collections::HashMap;

use super::{
    Group, Index, Run,
    depends::{About, Answers, Depends},
    named::Named,
};
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

/// Members who agree in all of this have the same ruling.
#[derive(PartialEq, Eq, Hash)]
struct Alike {
    group: *const Group,
    owner: bool,
    management: bool,
    account: Option<AccountId>,
    answers: Answers,
    named: Option<Principal>,
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
    fn of_member(&self, index: &Index, group: &Group, member: &Principal) -> Option<Ruling> {
        let caller = member.caller(index.organization())?;
        Some(self.put_by(index, &Actor::alone(caller, group.layers.clone())))
    }

    fn put_by(&self, index: &Index, actor: &Actor) -> Ruling {
        let organization = index.organization();
        let (request, layers) =
            actor.question(organization, self.action, self.resource, self.context);
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
    fn about_nothing(&self) -> bool {
        special::is_resource_less(&Request {
            caller: Caller::Anonymous,
            action: self.action.clone(),
            resource: Target { arn: self.resource.to_owned(), account: None, tags: None },
            context: Context::default(),
            organization: None,
        })
    }

    /// What becomes of it for every principal of the organization.
    pub fn rulings(&self, index: &Index) -> Rulings {
        let organization = index.organization();
        let (owner, side) = self.resource_side(index);
        let about = About(Some(self.action));
        let policies = side.resource.iter().chain(&side.acl).map(|policy| &policy.document);
        let named = Named::by(policies, &side.grants, about);
        let of_resource = Depends::of_layers(&side, about);
        let follows = owner.is_none() && !self.about_nothing();
        let management = organization.foundation().management;
        let mut of_groups: HashMap<*const Group, Depends<'_>> = HashMap::new();
        let mut known: HashMap<Alike, Option<u32>> = HashMap::new();
        let mut rulings = Rulings::default();
        for (account, run) in index.runs() {
            let group: *const Group = std::sync::Arc::as_ptr(&run.group);
            let depends = of_groups.entry(group).or_insert_with(|| {
                let mut depends = Depends::of_layers(&run.group.layers, about);
                depends.join(&of_resource);
                depends
            });
            // What belongs to the caller's account is under the RCPs there.
            let mut own_side = Layers::default();
            let mut with_own = Depends::default();
            if follows {
                let target = Target { account: Some(account), ..Target::none() };
                gather::organization_layers(organization, &target, &mut own_side);
                with_own = Depends::of_layers(&own_side, about);
            }
            with_own.join(depends);
            let by_account = with_own.account || follows || named.has_account(account);
            let alike = |answers, named| Alike {
                group,
                owner: owner.is_none_or(|owner| owner == account),
                management: account == management,
                account: by_account.then_some(account),
                answers,
                named,
            };
            let mut decided = |alike: Alike, principal: &Principal| -> Option<u32> {
                *known.entry(alike).or_insert_with(|| {
                    let ruling = self.of_member(index, &run.group, principal);
                    ruling.map(|ruling| rulings.place(ruling))
                })
            };
            let answers = |caller: &Caller| {
                if with_own.on_members() {
                    with_own.ask(caller, self.context, about)
                } else {
                    Answers::default()
                }
            };
            let as_one = !with_own.on_members() || (with_own.on_role_alone() && run.by_one_role());
            let of = if as_one && !named.has_single() {
                run.principals.first().map_or(Of::Each(Vec::new()), |first| {
                    let caller = first.caller(organization);
                    Of::All(caller.and_then(|c| decided(alike(answers(&c), None), first)))
                })
            } else {
                let each = run.principals.iter().map(|principal| {
                    let caller = principal.caller(organization)?;
                    let single = named.means(&caller).then(|| principal.clone());
                    decided(alike(answers(&caller), single), principal)
                });
                Of::Each(each.collect())
            };
            rulings.runs.push(of);
        }
        rulings
    }
}

impl Run {
    /// How many they are.
    pub fn len(&self) -> usize {
        self.principals.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.principals.is_empty()
    }
}
