//! What is open when a kind of request has been weighed, settled: whether any resource and context
//! get it allowed, and whether some resource does in every context.

use std::{collections::BTreeSet, rc::Rc};

use foldhash::{HashMap, HashMapExt};

use super::{
    Access,
    ground::Ground,
    kind::Kind,
    manner::Manner,
    matrix::{Matrix, Said, Weight},
    reach::Coverage,
};
use crate::{
    access::{
        Asker,
        pattern_set::{Fuel, Pattern},
        possible::{Ask, Case, Searched, Spot, Wanted, kept_by_aws},
    },
    policy::{Context, Truth},
};

/// What one kind of request may cost to settle.
const FUEL: u64 = 200_000;

/// An answer, and what it hangs on that is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The answer.
    pub access: Access,
    /// Where it is unknown, why.
    pub causes: Vec<String>,
}

/// Settles kinds of requests, each distinct question once.
pub struct Settler<'m> {
    matrix: &'m Matrix<'m>,
    asker: Asker<'m>,
    usually: Context,
    known: HashMap<Question, Settled>,
}

/// Whatever the answer hangs on.
#[derive(PartialEq, Eq, Hash)]
struct Question {
    /// Each statement that has a say, how many resources it covers, and how its conditions stand.
    said: Vec<(u32, Coverage, Truth, Truth)>,
    manner: Manner,
    missing: Rc<[u16]>,
    apart: Rc<[u16]>,
    /// The ground where it matters which it is, else whether there is one and it has a region.
    ground: Result<Ground, (bool, bool)>,
}

impl<'m> Settler<'m> {
    /// Nothing is settled yet.
    pub fn new(matrix: &'m Matrix<'m>) -> Self {
        let asker = Asker::new(matrix.organization, matrix.actor);
        Self { matrix, asker, usually: matrix.usually(), known: HashMap::new() }
    }

    /// The answer for a kind of request; `outside` are resources that are looked at by themselves.
    pub fn settle(
        &mut self,
        weight: Weight,
        said: &[Said],
        kind: &Kind,
        outside: &[Pattern],
    ) -> Settled {
        match weight {
            Weight::Allowed => return Settled::sure(Access::Allowed),
            Weight::Denied => return Settled::sure(Access::Denied),
            Weight::Open | Weight::Unusual => {}
        }
        let question = Question::new(said, kind);
        if let Some(known) = self.known.get(&question) {
            return known.clone();
        }
        let settled = self.solve(weight, said, kind, outside);
        self.known.insert(question, settled.clone());
        settled
    }

    fn solve(&self, weight: Weight, said: &[Said], kind: &Kind, outside: &[Pattern]) -> Settled {
        let request = self.matrix.request(kind);
        let mut outside = outside.to_vec();
        outside.extend(kept_by_aws(&request.caller, &request.action));
        let spot = match kind.ground {
            Ground::Nothing => Some(Spot::nothing()),
            Ground::Form(form) => self.matrix.stack.spot(form, outside),
        };
        let Some(spot) = spot else { return Settled::sure(Access::Denied) };
        let partly = said.iter().any(|said| said.coverage == Coverage::Some);
        if weight == Weight::Open && partly && self.surely(&spot, kind) {
            return Settled::sure(Access::Partial);
        }
        let settled = self.ever(&spot, kind);
        if settled.access == Access::Unknown && kind.of_key() {
            return Settled::sure(Access::Conditional);
        }
        settled
    }

    /// The answer for all requests about a spot.
    pub fn on_all(&self, spot: &Spot, kind: &Kind) -> Access {
        // Of what others hold most is denied, and that is told by one search.
        match self.ever(spot, kind).access {
            Access::Denied => Access::Denied,
            _ if self.everywhere(spot, kind) => Access::Allowed,
            _ if self.surely(spot, kind) => Access::Partial,
            ever => ever,
        }
    }

    /// Whether every request about a spot is allowed, as requests usually are.
    fn everywhere(&self, spot: &Spot, kind: &Kind) -> bool {
        matches!(self.search(spot, kind, &self.usually, Wanted::Denied), Some(Searched::Never(_)))
    }

    /// Whether some request about a spot is allowed whatever is not known of it.
    fn surely(&self, spot: &Spot, kind: &Kind) -> bool {
        matches!(self.search(spot, kind, &self.usually, Wanted::Always), Some(Searched::Found(_)))
    }

    fn search(
        &self,
        spot: &Spot,
        kind: &Kind,
        given: &Context,
        wanted: Wanted,
    ) -> Option<Searched> {
        let action = &super::action_set::names()[kind.action.id().index()];
        let ask = |resource: &str, context: &Context| {
            Some(self.asker.question(action, resource, context))
        };
        let views: [(&Ask<'_>, Wanted); 1] = [(&ask, wanted)];
        Case::new(spot, given, &views).map(|case| case.search(&mut Fuel::new(FUEL)))
    }

    /// Whether any request about a spot is allowed.
    fn ever(&self, spot: &Spot, kind: &Kind) -> Settled {
        match self.search(spot, kind, self.matrix.given, Wanted::Allowed) {
            Some(Searched::Found(_)) => Settled::sure(Access::Conditional),
            Some(Searched::Never(_)) | None => Settled::sure(Access::Denied),
            Some(Searched::Unknown(causes)) => {
                let causes: BTreeSet<String> = causes.into_iter().collect();
                Settled { access: Access::Unknown, causes: causes.into_iter().collect() }
            }
        }
    }
}

impl Settled {
    fn sure(access: Access) -> Self {
        Self { access, causes: Vec::new() }
    }
}

impl Question {
    fn new(said: &[Said], kind: &Kind) -> Self {
        let partly = said.iter().any(|said| said.coverage == Coverage::Some);
        let listed = said.iter().map(|s| (s.at, s.coverage, s.held.usual, s.held.wide));
        Self {
            said: listed.collect(),
            manner: kind.manner,
            missing: Rc::clone(&kind.missing),
            apart: if partly { Rc::clone(&kind.apart) } else { Rc::default() },
            ground: if partly || kind.of_key() {
                Ok(kind.ground)
            } else {
                Err((kind.ground == Ground::Nothing, kind.regional()))
            },
        }
    }
}
