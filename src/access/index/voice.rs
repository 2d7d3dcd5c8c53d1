//! What single policies say of a question: most say the same to whoever asks, and are heard once for
//! the whole organization (`ANALYSIS` 2.11).

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::{
    Group,
    asks::Asks,
    depends::{About, Depends},
    group::Kind,
};
use crate::{
    access::{
        Request, derive,
        layers::{AttachedPolicy, LayerKind, Layers, MissingPolicy, Standing},
        special,
        statement::Subject,
    },
    org::AccountId,
    policy::{
        Context, Document, Effect, Truth, condition::ConditionCell, principal::CallerNames,
    },
};

/// Callers to whom policies that ask for nothing else say the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Whose {
    /// The account that they are of, where that counts.
    pub account: Option<AccountId>,
    /// What kind of caller they are.
    pub kind: Kind,
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

/// What all policies on the side of a group say: where it is the same, the same is decided.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Said {
    whose: usize,
    standing: Standing,
    missing: Vec<MissingPolicy>,
    identity: Chorus,
    boundary: Option<Chorus>,
    session: Option<Chorus>,
    /// Levels of SCPs that say the same are one.
    scps: Option<Vec<Chorus>>,
}

/// What the policies of a group say of a question.
#[derive(Clone, Copy)]
pub struct Heard {
    /// The number that groups share whose policies say the same.
    pub said: usize,
    /// Whether that hangs on the account beside.
    pub on_account: bool,
    /// What it asks of members beside.
    pub asks: usize,
}

/// What policies say of one question.
pub struct Voices<'a> {
    about: About<'a>,
    of_resource: Depends<'a>,
    concerned: HashMap<usize, Option<Depends<'a>>>,
    whose: HashMap<Whose, usize>,
    asked: Vec<Asked>,
    voices: HashMap<(usize, LayerKind, usize), Voice>,
    said: HashMap<Said, usize>,
    groups: HashMap<(*const Group, usize), Heard>,
    asks: Vec<Asks<'a>>,
    by_asks: HashMap<(Vec<*const ConditionCell>, Vec<&'a str>), usize>,
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
            voices: HashMap::new(),
            said: HashMap::new(),
            groups: HashMap::new(),
            asks: Vec::new(),
            by_asks: HashMap::new(),
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

    /// What the policies of a group say to some callers.
    pub fn group(&mut self, group: &'a Arc<Group>, whose: usize) -> Heard {
        let at = (Arc::as_ptr(group), whose);
        if let Some(heard) = self.groups.get(&at) {
            return *heard;
        }
        let mut depends = Depends::default();
        depends.join(&self.of_resource);
        let said = self.layers(&group.layers, whose, &mut depends);
        let next = self.said.len();
        let said = *self.said.entry(said).or_insert(next);
        let heard = Heard { said, on_account: depends.account, asks: self.number(depends) };
        self.groups.insert(at, heard);
        heard
    }

    /// The questions to members by their number.
    pub fn asks(&mut self, number: usize) -> &mut Asks<'a> {
        &mut self.asks[number]
    }

    /// The number of what is asked, with something else asked beside.
    pub fn with(&mut self, number: usize, other: &Depends<'a>) -> usize {
        let mut depends = Depends::default();
        depends.join(&self.asks[number].depends);
        depends.join(other);
        self.number(depends)
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

    fn layers(&mut self, layers: &'a Layers, whose: usize, depends: &mut Depends<'a>) -> Said {
        let mut chorus =
            |kind, policies: &'a [AttachedPolicy]| self.chorus(kind, policies, whose, depends);
        let boundary = layers.boundary.as_ref().map(std::slice::from_ref);
        let levels = layers.scps.as_ref().map(|levels| {
            let mut levels: Vec<Chorus> =
                levels.iter().map(|level| chorus(LayerKind::Scp, &level.policies)).collect();
            levels.sort_unstable();
            levels.dedup();
            levels
        });
        Said {
            whose,
            standing: layers.standing,
            missing: layers.missing.clone(),
            identity: chorus(LayerKind::Identity, &layers.identity),
            boundary: boundary.map(|policies| chorus(LayerKind::Boundary, policies)),
            session: layers.session.as_deref().map(|policies| chorus(LayerKind::Session, policies)),
            scps: levels,
        }
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
        *self.voices.entry((address, layer, whose)).or_insert_with(|| {
            let settled = if asked.by_account { !depends.on_members() } else { depends.on_nothing() };
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
