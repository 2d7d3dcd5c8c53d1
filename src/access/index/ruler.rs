//! One question decided for every principal of the organization, once for all that agree in
//! whatever it hangs on.

use foldhash::{HashMap, HashMapExt};

use super::{
    Index, Run,
    depends::{About, Depends},
    likeness::Names,
    named::Named,
    ruling::{Of, Question, Rulings},
    voice::{Heard, Voices, Whose},
};
use crate::{
    access::{Actor, Principal, Target, gather, layers::Layers},
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
        let of_resource = Depends::of_layers(&side, about);
        let mut ruler = Ruler {
            names: index.names(),
            of_resource_on_account: of_resource.account,
            index,
            question: self,
            owner,
            named: Named::by(policies, &side.grants, about),
            voices: Voices::new(about, of_resource),
            known: HashMap::new(),
            rulings: Rulings::default(),
        };
        for ((account, block), own) in index.blocks().zip(&own) {
            for run in &block.runs {
                let of = ruler.run((account, own), run);
                ruler.rulings.runs.push(of);
            }
        }
        ruler.rulings
    }
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

/// Where members are.
#[derive(Clone, Copy)]
struct Place {
    account: AccountId,
    /// The account, where it counts by itself.
    by_account: Option<AccountId>,
    /// Whether anybody there may be named.
    named: bool,
}

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
    known: HashMap<Alike, Option<u32>>,
    rulings: Rulings,
}

impl<'a> Ruler<'a> {
    fn run(&mut self, own: (AccountId, &'a Layers), run: &'a Run) -> Of {
        let (account, _) = own;
        let Some(mut heard) = self.heard(own, None, run) else { return Of::All(None) };
        if heard.on_account {
            let Some(here) = self.heard(own, Some(account), run) else { return Of::All(None) };
            heard = here;
        }
        let by_account =
            heard.on_account || self.of_resource_on_account || self.named.has_account(account);
        let place = Place {
            account,
            by_account: by_account.then_some(account),
            named: self.named.has_single_in(account),
        };
        let depends = &self.voices.asks(heard.asks).depends;
        let as_one = !depends.on_members() || (depends.on_role_alone() && run.by_one_role());
        if as_one && !place.named {
            let found = !run.is_empty();
            return Of::All(found.then(|| self.member(place, heard, run, 0)).flatten());
        }
        let each: Vec<Option<u32>> =
            (0..run.len()).map(|at| self.member(place, heard, run, at)).collect();
        match each.split_first() {
            Some((first, rest)) if rest.iter().all(|it| it == first) => Of::All(*first),
            _ => Of::Each(each),
        }
    }

    /// What the policies of a run say, to all accounts alike or in one.
    fn heard(
        &mut self,
        own: (AccountId, &'a Layers),
        account: Option<AccountId>,
        run: &'a Run,
    ) -> Option<Heard> {
        let (at, _) = own;
        let organization = self.index.organization();
        let whose = Whose {
            account,
            kind: run.marks.kind,
            owner: self.owner.is_none_or(|owner| owner == at),
            management: at == organization.foundation().management,
        };
        let request = || {
            let caller = run.principals().iter().find_map(|member| member.caller(organization))?;
            let actor = Actor::alone(caller, Layers::default());
            Some(self.question.request(self.index, &actor).0)
        };
        let whose = self.voices.whose(whose, request)?;
        Some(self.voices.run(run, own, whose))
    }

    /// The ruling on a member of a run; nothing for one that is no longer there.
    fn member(&mut self, place: Place, heard: Heard, run: &Run, at: usize) -> Option<u32> {
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
            account: place.by_account,
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
