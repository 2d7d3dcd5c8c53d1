//! One question decided for every principal of the organization, once for all that agree in
//! whatever it hangs on.

use foldhash::{HashMap, HashMapExt};

use super::{
    Index, Run,
    depends::{About, Depends},
    group::Marks,
    likeness::Names,
    named::Named,
    ruling::{Of, Question, Rulings},
    voice::{Heard, RcpsAbove, Voices, Whose},
};
use crate::{
    access::{
        Actor, Principal, Target, gather,
        layers::{Layers, PolicyLevel},
    },
    org::AccountId,
};

impl Question<'_> {
    /// What becomes of it for every principal of the organization.
    pub fn rulings(&self, index: &Index) -> Rulings {
        let (owner, side) = self.resource_side(index);
        let policies = side.resource.iter().chain(&side.acl).map(|policy| &policy.document);
        let about = About(Some(self.action));
        let follows = owner.is_none() && !self.about_nothing();
        // What belongs to the caller's account is under the RCPs there.
        let own: Vec<Layers> = index
            .accounts()
            .map(|account| {
                let mut own = Layers::default();
                if follows {
                    let target = Target { account: Some(account), ..Target::none() };
                    gather::organization_layers(index.organization(), &target, &mut own);
                }
                own
            })
            .collect();
        let above = numbered(&own);
        let of_resource = Depends::of_layers(&side, about);
        let mut ruler = Ruler {
            names: index.names(),
            of_resource_on_account: of_resource.account,
            index,
            question: self,
            owner,
            named: Named::by(policies, &side.grants, about),
            voices: Voices::new(about, of_resource),
            heard: HashMap::new(),
            known: HashMap::new(),
            rulings: Rulings::default(),
        };
        for ((account, block), above) in index.blocks().zip(above) {
            let place = ruler.place(account, above);
            for run in &block.runs {
                let of = ruler.run(place, run);
                ruler.rulings.runs.push(of);
            }
        }
        ruler.rulings
    }
}

/// The RCPs of some layers, with numbers.
fn numbered(layers: &[Layers]) -> impl Iterator<Item = RcpsAbove<'_>> {
    let mut known: HashMap<Option<Vec<Vec<PolicyName<'_>>>>, u32> = HashMap::new();
    layers.iter().map(move |layers| {
        let levels = layers.rcps.as_deref();
        let next = known.len() as u32;
        let names = levels.map(|levels| levels.iter().map(policy_names).collect());
        RcpsAbove { number: *known.entry(names).or_insert(next), levels }
    })
}

/// A policy by its document and its name.
type PolicyName<'l> = (usize, &'l str);

fn policy_names(level: &PolicyLevel) -> Vec<PolicyName<'_>> {
    level.policies.iter().map(|policy| (policy.document.address(), &*policy.name)).collect()
}

/// Members who agree in all of this have the same ruling.
#[derive(PartialEq, Eq, Hash)]
struct Alike {
    whose: usize,
    said: [u32; 3],
    account: Option<AccountId>,
    asks: usize,
    answers: u32,
    named: Option<Principal>,
}

/// An account, as far as it counts for all who are there.
#[derive(Clone, Copy)]
struct Place<'a> {
    account: AccountId,
    /// Whether the resource is of it.
    owner: bool,
    management: bool,
    above: RcpsAbove<'a>,
    /// Whether the policies of the resource may tell it from others.
    told_apart: bool,
    /// Whether anybody there may be named.
    named: bool,
}

/// What the policies on the side of a run say whatever account it is in.
#[derive(Clone, Copy)]
struct Known {
    heard: Heard,
    /// The ruling on all, once one has asked for it, where neither accounts nor members differ.
    ruling: Option<u32>,
}

/// What counts for all members of a run.
#[derive(Clone, Copy)]
struct Standpoint<'a> {
    heard: Heard,
    /// The account, where it counts by itself.
    by_account: Option<AccountId>,
    place: Place<'a>,
}

/// Runs to which policies say the same whatever account they are in.
type Ground = (Marks, u32, bool, bool);

/// Rules on a question for one run after the other.
struct Ruler<'a> {
    index: &'a Index,
    question: &'a Question<'a>,
    owner: Option<AccountId>,
    /// Whether the policies of the resource tell accounts apart by conditions.
    of_resource_on_account: bool,
    named: Named,
    names: Names,
    voices: Voices<'a>,
    heard: HashMap<Ground, Known>,
    known: HashMap<Alike, Option<u32>>,
    rulings: Rulings,
}

impl<'a> Ruler<'a> {
    fn place(&self, account: AccountId, above: RcpsAbove<'a>) -> Place<'a> {
        Place {
            account,
            owner: self.owner.is_none_or(|owner| owner == account),
            management: account == self.index.organization().foundation().management,
            above,
            told_apart: self.of_resource_on_account || self.named.has_account(account),
            named: self.named.has_single_in(account),
        }
    }

    fn run(&mut self, place: Place<'a>, run: &'a Run) -> Of {
        let ground = (run.marks, place.above.number, place.owner, place.management);
        let known = self.heard.get(&ground).copied();
        let known = known.or_else(|| self.learn(ground, place, run));
        let Some(known) = known else { return Of::All(None) };
        if let Some(ruling) = known.ruling.filter(|_| !place.told_apart && !place.named) {
            return Of::All((!run.is_empty()).then_some(ruling));
        }
        let mut heard = known.heard;
        if heard.on_account {
            let Some(here) = self.heard(place, Some(place.account), run) else {
                return Of::All(None);
            };
            heard = here;
        }
        let by_account = heard.on_account || place.told_apart;
        let depends = &self.voices.asks(heard.asks).depends;
        let on_members = depends.on_members();
        let as_one = !on_members || (depends.on_role_alone() && run.by_one_role());
        let from = Standpoint { heard, by_account: by_account.then_some(place.account), place };
        if !as_one || place.named {
            return self.each(&from, run);
        }
        let ruling = self.member(&from, run, 0);
        if !on_members && !by_account {
            self.heard.insert(ground, Known { heard, ruling });
        }
        Of::All(ruling)
    }

    fn learn(&mut self, ground: Ground, place: Place<'a>, run: &'a Run) -> Option<Known> {
        let known = Known { heard: self.heard(place, None, run)?, ruling: None };
        self.heard.insert(ground, known);
        Some(known)
    }

    fn each(&mut self, from: &Standpoint<'a>, run: &Run) -> Of {
        let first = self.member(from, run, 0);
        let mut others = (1..run.len()).map(|at| self.member(from, run, at));
        let Some((at, other)) = (1..).zip(&mut others).find(|(_, other)| *other != first) else {
            return Of::All(first);
        };
        let mut each = vec![first; at];
        each.push(other);
        each.extend(others);
        Of::Each(each)
    }

    /// What the policies of a run say, to all accounts alike or in one.
    fn heard(
        &mut self,
        place: Place<'a>,
        account: Option<AccountId>,
        run: &'a Run,
    ) -> Option<Heard> {
        let organization = self.index.organization();
        let Place { owner, management, above, .. } = place;
        let whose = Whose { account, kind: run.marks.kind, owner, management };
        let request = || {
            let caller = run.principals().iter().find_map(|member| member.caller(organization))?;
            let actor = Actor::alone(caller, Layers::default());
            Some(self.question.request(self.index, &actor).0)
        };
        let whose = self.voices.whose(whose, request)?;
        Some(self.voices.run(run, above, whose))
    }

    /// The ruling on a member of a run; nothing for one that is no longer there.
    fn member(&mut self, from: &Standpoint<'a>, run: &Run, at: usize) -> Option<u32> {
        let Standpoint { heard, by_account, place } = *from;
        let organization = self.index.organization();
        let member = run.principals().get(at)?;
        let likeness = *run.likenesses().get(at)?;
        let (question, index) = (self.question, self.index);
        let names = &self.names;
        let ask = |depends: &Depends<'_>| {
            let by_arn = depends.ask_arn(|| likeness.arn(place.account, names));
            if by_arn.is_some() {
                return by_arn;
            }
            let caller = member.caller(organization)?;
            Some(depends.ask(&caller, question.context, About(Some(question.action))))
        };
        let answers = self.voices.asks(heard.asks).answers(place.account, likeness, ask)?;
        let named = place.named && self.named.means(&member.caller(organization)?);
        let alike = Alike {
            whose: heard.whose,
            said: heard.said,
            account: by_account,
            asks: heard.asks,
            answers,
            named: named.then(|| member.clone()),
        };
        let rulings = &mut self.rulings;
        *self.known.entry(alike).or_insert_with(|| {
            let ruling = question.of_member(index, &run.group, member)?;
            Some(rulings.place(ruling))
        })
    }
}
