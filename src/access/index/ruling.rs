//! One question decided for every principal of the organization, once for all that agree in
//! whatever it hangs on.

use foldhash::{HashMap, HashMapExt};

use super::{
    Group, Index, Run,
    depends::{About, Depends},
    likeness::Names,
    named::Named,
    voice::{Heard, Voices, Whose},
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
    whose: usize,
    said: [u32; 3],
    account: Option<AccountId>,
    asks: usize,
    answers: u32,
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

    /// The request that an actor makes of it, with the layers that bear on it.
    fn request(&self, index: &Index, actor: &Actor) -> (Request, Layers) {
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
            let caller = run.principals.iter().find_map(|member| member.caller(organization))?;
            let actor = Actor::alone(caller, Layers::default());
            Some(self.question.request(self.index, &actor).0)
        };
        let whose = self.voices.whose(whose, request)?;
        Some(self.voices.run(run, own, whose))
    }

    /// The ruling on a member of a run; nothing for one that is no longer there.
    fn member(&mut self, place: Place, heard: Heard, run: &Run, at: usize) -> Option<u32> {
        let organization = self.index.organization();
        let member = run.principals.get(at)?;
        let likeness = *run.likenesses.get(at)?;
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
