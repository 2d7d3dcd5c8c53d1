//! Who can do something to a resource: every principal of the organization, and strangers
//! (`ANALYSIS` 2.11).

use std::collections::BTreeMap;

use super::{
    Index,
    depends::About,
    key::KeyUse,
    members::Members,
    named::Named,
    ruling::{Of, Question, Ruling, Rulings},
};
use crate::{
    access::{Caller, Principal, Verdict, gather},
    policy::{ActionName, Arn, Context},
};

/// The answers to a question, each with those that it is true of.
#[derive(Debug, Clone, PartialEq)]
pub struct WhoCan {
    /// The answers: who can first, then who can perhaps, then who cannot.
    pub answers: Vec<Answer>,
}

/// An answer and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What is decided of the action itself.
    pub ruling: Ruling,
    /// What is decided of the key that encrypts the resource, where the action needs it.
    pub key: Option<KeyVerdict>,
    /// Who of the organization, account by account.
    pub members: Vec<Members>,
    /// Who else: services, outsiders, one who stands for all that nobody names, nobody at all.
    pub strangers: Vec<Principal>,
}

/// The places of the rulings that count for somebody: on the action itself, and on the key.
type Ruled = (u32, Option<u32>);

/// What is decided of a key.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyVerdict {
    /// What has to be allowed.
    pub action: ActionName,
    /// On which key.
    pub key: Arn,
    /// What is decided.
    pub ruling: Ruling,
}

impl Answer {
    /// Who of the organization, account by account.
    pub fn principals(&self) -> impl Iterator<Item = &Principal> {
        self.members.iter().flat_map(Members::iter)
    }

    /// How many it is true of, strangers among them.
    pub fn count(&self) -> usize {
        self.members.iter().map(Members::len).sum::<usize>() + self.strangers.len()
    }

    /// Whether they can: the action itself, and the key where one is needed.
    pub fn verdict(&self) -> Verdict {
        let Some(key) = &self.key else { return self.ruling.verdict };
        match (self.ruling.verdict, key.ruling.verdict) {
            (own, _) if own.is_denied() => own,
            (_, key) if key.is_denied() => key,
            (Verdict::Allowed, Verdict::Allowed) => Verdict::Allowed,
            _ => Verdict::Conditional,
        }
    }
}

impl Index {
    /// Who can do something to a resource (`*` for actions without one), in a context of which
    /// unmentioned keys are what the context makes of them.
    pub fn who_can(&self, action: &ActionName, resource: &str, context: &Context) -> WhoCan {
        let question = Question { action, resource, context };
        let organization = self.organization();
        let (_, held) = gather::target(organization, resource, &Caller::Anonymous, &mut Vec::new());
        let key = held.and_then(|held| KeyUse::of(action, held, context));
        let key_name = key.as_ref().map(|key| key.key.to_string()).unwrap_or_default();
        let about_key = key.as_ref().map(|key| Question {
            action: &key.action,
            resource: &key_name,
            context: &key.context,
        });
        let mut own = question.rulings(self);
        let mut of_key = about_key.as_ref().map(|question| question.rulings(self));
        let strangers = self.strangers(std::iter::once(&question).chain(&about_key));
        let place = |question: &Question<'_>, rulings: &mut Rulings, stranger: &Principal| {
            question.of(self, stranger).map(|ruling| rulings.place(ruling))
        };
        let placed: Vec<(Principal, u32, Option<u32>)> = strangers
            .into_iter()
            .filter_map(|stranger| {
                let ruled = place(&question, &mut own, &stranger)?;
                let of_key = about_key.as_ref().zip(of_key.as_mut());
                let key = of_key.and_then(|(question, of)| place(question, of, &stranger));
                Some((stranger, ruled, key))
            })
            .collect();
        let blank = |(ruled, ruled_key): &Ruled| {
            let verdict = |at: u32| {
                let KeyUse { action, key, .. } = key.as_ref()?;
                let ruling = of_key.as_ref()?.distinct.get(at as usize)?.clone();
                Some(KeyVerdict { action: action.clone(), key: key.clone(), ruling })
            };
            Answer {
                ruling: own.distinct[*ruled as usize].clone(),
                key: ruled_key.and_then(verdict),
                members: Vec::new(),
                strangers: Vec::new(),
            }
        };
        let mut sorted: BTreeMap<Ruled, Answer> = BTreeMap::new();
        for (ruled, members) in self.members_ruled(&own, of_key.as_ref()) {
            sorted.entry(ruled).or_insert_with_key(blank).members.push(members);
        }
        for (stranger, ruled, key) in placed {
            let answer = sorted.entry((ruled, key)).or_insert_with_key(blank);
            answer.strangers.push(stranger);
        }
        let mut answers: Vec<Answer> = sorted.into_values().collect();
        answers.sort_by_key(|answer| match answer.verdict() {
            Verdict::Allowed => 0,
            Verdict::Conditional => 1,
            Verdict::ImplicitDeny | Verdict::ExplicitDeny => 2,
        });
        WhoCan { answers }
    }

    /// The members of all runs by what is ruled of them, run by run.
    fn members_ruled(&self, own: &Rulings, of_key: Option<&Rulings>) -> Vec<(Ruled, Members)> {
        let mut found = Vec::new();
        let mut of_own = own.runs.iter();
        let mut of_keys = of_key.into_iter().flat_map(|rulings| &rulings.runs);
        for (_, block) in self.blocks() {
            for at in 0..block.runs.len() {
                let (Some(own), key) = (of_own.next(), of_keys.next()) else { continue };
                match (own, key) {
                    (Of::All(None), _) => {}
                    (Of::All(Some(own)), None) => {
                        found.push(((*own, None), Members::all(block, at)));
                    }
                    (Of::All(Some(own)), Some(Of::All(key))) => {
                        found.push(((*own, *key), Members::all(block, at)));
                    }
                    (Of::Each(_), _) | (_, Some(Of::Each(_))) => {
                        let places = places_ruled(block.runs[at].len(), own, key).into_iter();
                        let some = |(ruled, it)| (ruled, Members::some(block, at, it));
                        found.extend(places.map(some));
                    }
                }
            }
        }
        found
    }

    /// The strangers that the policies of what is asked about tell from others.
    fn strangers<'q>(&self, questions: impl Iterator<Item = &'q Question<'q>>) -> Vec<Principal> {
        let mut found: Vec<Principal> = questions
            .flat_map(|question| {
                let (_, side) = question.resource_side(self);
                let policies = side.resource.iter().chain(&side.acl).map(|policy| &policy.document);
                Named::by(policies, &side.grants, About(Some(question.action)))
                    .strangers(self.organization())
            })
            .collect();
        found.sort();
        found.dedup();
        found
    }
}

/// The places of so many members by what is ruled of them.
fn places_ruled(members: usize, own: &Of, key: Option<&Of>) -> BTreeMap<Ruled, Vec<u32>> {
    let mut places: BTreeMap<Ruled, Vec<u32>> = BTreeMap::new();
    for member in 0..members {
        let Some(ruled) = own.member(member) else { continue };
        let key = key.and_then(|of| of.member(member));
        places.entry((ruled, key)).or_default().push(member as u32);
    }
    places
}

impl WhoCan {
    /// What is true of a principal.
    pub fn of(&self, principal: &Principal) -> Option<&Answer> {
        self.answers
            .iter()
            .find(|answer| answer.principals().chain(&answer.strangers).any(|it| it == principal))
    }

    /// Those who can.
    pub fn allowed(&self) -> impl Iterator<Item = &Principal> {
        self.answers
            .iter()
            .filter(|answer| answer.verdict() == Verdict::Allowed)
            .flat_map(|answer| answer.principals().chain(&answer.strangers))
    }
}
