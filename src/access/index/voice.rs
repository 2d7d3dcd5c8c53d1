//! What single policies say of a question: most say the same to whoever asks, and are heard once for
//! the whole organization (`ANALYSIS` 2.11).

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::{
    Run,
    asks::Asks,
    depends::{About, Depends},
    group::Marks,
};
use crate::{
    access::{
        Request, derive,
        layers::{AttachedPolicy, LayerKind, Layers, MissingPolicy, PolicyLevel, Standing},
        special,
        statement::Subject,
    },
    org::AccountId,
    policy::{Context, Document, Effect, Truth, condition::ConditionCell, principal::CallerNames},
};

/// Callers to whom policies that ask for nothing else say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Whose {
    /// The account that they are of, where that counts.
    pub account: Option<AccountId>,
    /// The number of their kind.
    pub kind: u32,
    /// Whether the resource is of their account.
    pub owner: bool,
    /// Whether they are of the management account.
    pub management: bool,
}

/// A request that one of them makes.
struct Asked {
    /// Whether it is the same account for all of them.
    by_account: bool,
    request: Request,
    context: Context,
    names: CallerNames,
}

impl Asked {
    fn new(request: Request, whose: &Whose) -> Self {
        Self {
            by_account: whose.account.is_some(),
            context: derive::context(&request),
            names: request.names(),
            request,
        }
    }

    fn subject(&self) -> Subject<'_> {
        Subject {
            request: &self.request,
            resource: special::matched_as(&self.request),
            context: &self.context,
            names: &self.names,
            bounded: false,
        }
    }
}

/// What a policy says.
#[derive(Clone, Copy)]
enum Voice {
    /// Whether it allows and whether it forbids, whoever of them asks.
    Settled { allows: bool, denies: bool },
    /// That hangs on who asks, or on what is not known.
    Open,
}

/// What policies that stand side by side say.
#[derive(Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Chorus {
    allows: bool,
    denies: bool,
    /// Those that are open: the document and its name.
    open: Vec<(usize, Arc<str>)>,
}

/// What the policies that principals carry say.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Own {
    standing: Standing,
    missing: Vec<MissingPolicy>,
    identity: Chorus,
    boundary: Option<Chorus>,
    session: Option<Chorus>,
}

/// What some of the policies on the side of a caller say: where it is the same, the same is decided.
#[derive(Clone, Copy)]
struct Said {
    number: u32,
    on_account: bool,
    asks: usize,
}

/// What all policies on the side of a caller say.
#[derive(Clone, Copy)]
pub struct Heard {
    /// The number of those who ask.
    pub whose: usize,
    /// The numbers of what their own policies, the SCPs above them and the RCPs above the resource
    /// say: the same numbers, the same said.
    pub said: [u32; 3],
    /// Whether that hangs on the account beside.
    pub on_account: bool,
    /// The number of what it asks of members beside.
    pub asks: usize,
}

/// The RCPs above an account that bear on what belongs to it, with a number that equal ones share.
#[derive(Clone, Copy)]
pub struct RcpsAbove<'a> {
    /// The number.
    pub number: u32,
    /// The RCPs.
    pub levels: Option<&'a [PolicyLevel]>,
}

/// What policies say of one question.
pub struct Voices<'a> {
    about: About<'a>,
    of_resource: Depends<'a>,
    concerned: HashMap<usize, Option<Depends<'a>>>,
    whose: HashMap<Whose, usize>,
    asked: Vec<Asked>,
    spoken: HashMap<(usize, LayerKind, usize), Voice>,
    owns: HashMap<Own, u32>,
    of_own: HashMap<(u32, usize), Said>,
    chains: HashMap<Option<Vec<Chorus>>, u32>,
    of_chain: HashMap<(u32, usize), Said>,
    of_rcps: HashMap<(u32, usize), Said>,
    asks: Vec<Asks<'a>>,
    by_asks: HashMap<(Vec<*const ConditionCell>, Vec<&'a str>), usize>,
    together: HashMap<(usize, usize), usize>,
}

impl<'a> Voices<'a> {
    /// Nobody has spoken yet. What the policies of the resource hang on counts for everybody.
    pub fn new(about: About<'a>, of_resource: Depends<'a>) -> Self {
        Self {
            about,
            of_resource,
            concerned: HashMap::new(),
            whose: HashMap::new(),
            asked: Vec::new(),
            spoken: HashMap::new(),
            owns: HashMap::new(),
            of_own: HashMap::new(),
            chains: HashMap::new(),
            of_chain: HashMap::new(),
            of_rcps: HashMap::new(),
            asks: Vec::new(),
            by_asks: HashMap::new(),
            together: HashMap::new(),
        }
    }

    /// The number of some callers; one of them has to make the request.
    pub fn whose(
        &mut self,
        whose: Whose,
        request: impl FnOnce() -> Option<Request>,
    ) -> Option<usize> {
        if let Some(known) = self.whose.get(&whose) {
            return Some(*known);
        }
        self.asked.push(Asked::new(request()?, &whose));
        let number = self.asked.len() - 1;
        self.whose.insert(whose, number);
        Some(number)
    }

    /// What the policies of a run's group say to some callers, and RCPs above their own account.
    pub fn run(&mut self, run: &'a Run, above: RcpsAbove<'a>, whose: usize) -> Heard {
        let Marks { own, chain, .. } = run.marks;
        let layers = &run.group.layers;
        let own = match self.of_own.get(&(own, whose)).copied() {
            Some(known) => known,
            None => self.own(own, layers, whose),
        };
        let scps = self.of_chain.get(&(chain, whose)).copied().unwrap_or_else(|| {
            let said = self.chain(LayerKind::Scp, layers.scps.as_deref(), whose);
            self.of_chain.insert((chain, whose), said);
            said
        });
        let rcps = self.of_rcps.get(&(above.number, whose)).copied().unwrap_or_else(|| {
            let said = self.chain(LayerKind::Rcp, above.levels, whose);
            self.of_rcps.insert((above.number, whose), said);
            said
        });
        let asks = self.both(own.asks, scps.asks);
        Heard {
            whose,
            said: [own.number, scps.number, rcps.number],
            on_account: own.on_account || scps.on_account || rcps.on_account,
            asks: self.both(asks, rcps.asks),
        }
    }

    /// The number of what is asked here and there.
    fn both(&mut self, one: usize, other: usize) -> usize {
        if let Some(known) = self.together.get(&(one, other)) {
            return *known;
        }
        let mut depends = Depends::default();
        depends.join(&self.of_resource);
        depends.join(&self.asks[one].depends);
        depends.join(&self.asks[other].depends);
        let both = self.number(depends);
        self.together.insert((one, other), both);
        both
    }

    /// The questions to members by their number.
    pub fn asks(&mut self, number: usize) -> &mut Asks<'a> {
        &mut self.asks[number]
    }

    fn number(&mut self, depends: Depends<'a>) -> usize {
        let depends = depends.in_order();
        let cells = depends.cells().iter().map(|cell| std::ptr::from_ref(*cell)).collect();
        let at = (cells, depends.values().to_vec());
        *self.by_asks.entry(at).or_insert_with(|| {
            self.asks.push(Asks::new(depends));
            self.asks.len() - 1
        })
    }

    fn own(&mut self, own: u32, layers: &'a Layers, whose: usize) -> Said {
        let mut depends = Depends::default();
        let mut chorus =
            |kind, policies: &'a [AttachedPolicy]| self.chorus(kind, policies, whose, &mut depends);
        let boundary = layers.boundary.as_ref().map(std::slice::from_ref);
        let says = Own {
            standing: layers.standing,
            missing: layers.missing.clone(),
            identity: chorus(LayerKind::Identity, &layers.identity),
            boundary: boundary.map(|policies| chorus(LayerKind::Boundary, policies)),
            session: layers.session.as_deref().map(|policies| chorus(LayerKind::Session, policies)),
        };
        let next = self.owns.len() as u32;
        let number = *self.owns.entry(says).or_insert(next);
        let said = Said { number, on_account: depends.account, asks: self.number(depends) };
        self.of_own.insert((own, whose), said);
        said
    }

    fn chain(&mut self, layer: LayerKind, levels: Option<&'a [PolicyLevel]>, whose: usize) -> Said {
        let mut depends = Depends::default();
        let mut chorus =
            |level: &'a PolicyLevel| self.chorus(layer, &level.policies, whose, &mut depends);
        // Levels that say the same are as one.
        let says = levels.map(|levels| {
            let mut levels: Vec<Chorus> = levels.iter().map(&mut chorus).collect();
            levels.sort_unstable();
            levels.dedup();
            levels
        });
        let next = self.chains.len() as u32;
        let number = *self.chains.entry(says).or_insert(next);
        Said { number, on_account: depends.account, asks: self.number(depends) }
    }

    fn chorus(
        &mut self,
        layer: LayerKind,
        policies: &'a [AttachedPolicy],
        whose: usize,
        depends: &mut Depends<'a>,
    ) -> Chorus {
        let mut chorus = Chorus::default();
        for policy in policies {
            match self.voice(layer, &policy.document, whose) {
                Voice::Settled { allows, denies } => {
                    chorus.allows |= allows;
                    chorus.denies |= denies;
                }
                Voice::Open => {
                    let address = policy.document.address();
                    if let Some(Some(own)) = self.concerned.get(&address) {
                        depends.join(own);
                    }
                    chorus.open.push((address, Arc::clone(&policy.name)));
                }
            }
        }
        chorus.open.sort_unstable();
        chorus.open.dedup();
        chorus
    }

    fn voice(&mut self, layer: LayerKind, document: &'a Document, whose: usize) -> Voice {
        let address = document.address();
        let about = self.about;
        let concerned = self.concerned.entry(address).or_insert_with(|| {
            let readable = document.reading().unreadable.is_empty();
            let silent = !document.statements().iter().any(|statement| about.covers(statement));
            (!(readable && silent)).then(|| Depends::of_document(document, about))
        });
        let Some(depends) = concerned else {
            return Voice::Settled { allows: false, denies: false };
        };
        let asked = &self.asked[whose];
        *self.spoken.entry((address, layer, whose)).or_insert_with(|| {
            let settled =
                if asked.by_account { !depends.on_members() } else { depends.on_nothing() };
            if settled { speaks(document, layer, asked) } else { Voice::Open }
        })
    }
}

fn speaks(document: &Document, layer: LayerKind, asked: &Asked) -> Voice {
    if !document.reading().unreadable.is_empty() {
        return Voice::Open;
    }
    let subject = asked.subject();
    let says = |effect| {
        let statements = document.statements().iter().filter(|it| it.effect == effect);
        Truth::any(statements.map(|statement| subject.outcome(statement, layer).truth()))
    };
    match (says(Effect::Allow), says(Effect::Deny)) {
        (Truth::Unknown, _) | (_, Truth::Unknown) => Voice::Open,
        (allows, denies) => {
            Voice::Settled { allows: allows == Truth::Yes, denies: denies == Truth::Yes }
        }
    }
}
