//! What comparisons find, and for whom. A change that comes to the same for many is one finding,
//! however often it is found: [`Findings`].

use std::{
    collections::{HashMap, hash_map},
    sync::Arc,
};

use super::Told;
use crate::{
    access::{
        Principal,
        compare::{Described, Untold},
    },
    catalog::{Action, ActionId},
};

/// One thing that is found.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What, as the first of those whom it concerns sees it.
    pub what: What,
    /// Whom it concerns; nobody in particular where policies are compared by themselves.
    pub whom: Vec<Principal>,
}

/// What can be found.
#[derive(Debug, Clone)]
pub enum What {
    /// Something is allowed that was not.
    Gained(Arc<Told>),
    /// Something was allowed and is no more.
    Lost(Arc<Told>),
    /// It cannot be told.
    Untold(Arc<Untold>),
    /// They were not there.
    Appeared,
    /// They are there no more.
    Vanished,
}

/// Findings, like ones together, each at a place that it keeps.
#[derive(Debug, Default)]
pub struct Findings {
    all: Vec<Finding>,
    places: HashMap<Likeness, usize>,
}

/// What like findings have in common: everything but the request that shows it.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Likeness {
    Gained(Change),
    Lost(Change),
    Untold(Vec<ActionId>, Vec<String>),
    Appeared,
    Vanished,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Change {
    actions: Vec<ActionId>,
    by: Vec<Described>,
    denied_because: String,
}

impl Findings {
    /// Takes in a finding: by itself, or with one that is like it. Tells its place.
    pub fn put(&mut self, finding: Finding) -> usize {
        match self.places.entry(Likeness::of(&finding.what)) {
            hash_map::Entry::Occupied(known) => {
                let place = *known.get();
                self.all[place].whom.extend(finding.whom);
                place
            }
            hash_map::Entry::Vacant(new) => {
                self.all.push(finding);
                *new.insert(self.all.len() - 1)
            }
        }
    }

    /// The finding at a place.
    pub fn get(&self, place: usize) -> Option<&Finding> {
        self.all.get(place)
    }

    /// All of them, by their places.
    pub fn into_all(self) -> Vec<Finding> {
        self.all
    }
}

impl Likeness {
    fn of(what: &What) -> Self {
        match what {
            What::Gained(told) => Self::Gained(Change::of(told)),
            What::Lost(told) => Self::Lost(Change::of(told)),
            What::Untold(open) => Self::Untold(ids(&open.actions), open.because.clone()),
            What::Appeared => Self::Appeared,
            What::Vanished => Self::Vanished,
        }
    }
}

impl Change {
    fn of(told: &Told) -> Self {
        Self {
            actions: ids(&told.actions),
            by: told.by.clone(),
            denied_because: told.denied_because.clone(),
        }
    }
}

fn ids(actions: &[&'static Action]) -> Vec<ActionId> {
    actions.iter().map(|action| action.id()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::catalog;

    fn open(action: &str, because: &str, whom: &str) -> Finding {
        let actions = vec![catalog().action(action).unwrap()];
        let untold = Untold { actions, because: vec![because.to_owned()] };
        Finding { what: What::Untold(Arc::new(untold)), whom: vec![person(whom)] }
    }

    fn person(name: &str) -> Principal {
        Principal::Service(name.to_owned())
    }

    #[test]
    fn what_comes_to_the_same_for_many_is_one_finding() {
        let mut findings = Findings::default();
        let gone = |whom| Finding { what: What::Vanished, whom: vec![person(whom)] };
        let places = [
            open("s3:GetObject", "a tag", "a"),
            gone("b"),
            open("s3:GetObject", "a tag", "c"),
            open("s3:GetObject", "a date", "d"),
            open("s3:PutObject", "a tag", "e"),
            gone("f"),
        ]
        .map(|finding| findings.put(finding));
        assert_eq!(places, [0, 1, 0, 2, 3, 1]);
        let names = |it: Finding| it.whom.iter().map(ToString::to_string).collect::<String>();
        let whom: Vec<String> = findings.into_all().into_iter().map(names).collect();
        assert_eq!(whom, ["ac", "bf", "d", "e"]);
    }
}
