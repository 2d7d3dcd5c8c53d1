//! A problem: variables, atoms over them, and obligations to meet.

use foldhash::{HashMap, HashMapExt};

use super::{Atom, Key, Literal, Obligation, Place, key::canonical, search::Search};
use crate::{
    access::pattern_set::{Fuel, Pattern},
    policy::{Context, ContextValue, condition::ConditionCell},
};

/// A set of obligations over the resource and the condition keys of a request.
pub struct Problem<'p> {
    /// What the resource may be.
    pub place: Place,
    /// What is known beside the variables; one for each side that policies are looked at from.
    pub contexts: Vec<Context>,
    /// The condition keys that are variables.
    pub keys: Vec<Key>,
    /// The atoms.
    pub atoms: Vec<Atom<'p>>,
    /// What has to be met.
    pub obligations: Vec<Obligation>,
    cells: HashMap<CellId<'p>, usize>,
}

/// Cells that say the same of the same key in the same context are one atom.
type CellId<'p> = (String, String, Vec<&'p str>, usize);

/// Values of the variables.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The resource's ARN.
    pub resource: String,
    /// The keys, in the problem's order; nothing where the request does not carry it.
    pub keys: Vec<Option<ContextValue>>,
}

/// What a problem comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// These values meet every obligation, as far as can be told without [`crate::access::decide`].
    Model(Model),
    /// None do; these obligations exclude each other, by their places.
    Impossible(Vec<usize>),
    /// The budget was spent, or a theory is not decided: this is what it hangs on.
    Unknown(String),
}

impl<'p> Problem<'p> {
    /// A problem without obligations.
    pub fn new(place: Place, contexts: Vec<Context>) -> Self {
        Self {
            place,
            contexts,
            keys: Vec::new(),
            atoms: Vec::new(),
            obligations: Vec::new(),
            cells: HashMap::new(),
        }
    }

    /// The literal that the resource matches one of some patterns.
    pub fn resource(&mut self, patterns: Vec<Pattern>, open: Vec<Pattern>) -> Literal {
        let same = |atom: &Atom<'_>| matches!(atom, Atom::Resource { patterns: p, open: o } if *p == patterns && *o == open);
        let atom = self.atoms.iter().position(same).unwrap_or_else(|| {
            self.atoms.push(Atom::Resource { patterns, open });
            self.atoms.len() - 1
        });
        Literal { atom, wanted: true }
    }

    /// The literal that a cell holds, its key being a variable.
    pub fn cell(&mut self, cell: &'p ConditionCell, context: usize) -> Literal {
        let operator = cell.operator.map_or_else(String::new, |operator| operator.to_string());
        let texts = cell.values.iter().map(|value| &*value.text).collect();
        let varies = cell.values.iter().any(|value| value.variables().next().is_some());
        let id = (operator, canonical(&cell.key), texts, if varies { context } else { 0 });
        if let Some(atom) = self.cells.get(&id) {
            return Literal { atom: *atom, wanted: true };
        }
        let quantified = cell.operator.is_some_and(|operator| operator.quantifier.is_some());
        let key = self.key(&cell.key, quantified);
        self.atoms.push(Atom::Cell { key, cell, context });
        let atom = self.atoms.len() - 1;
        self.cells.insert(id, atom);
        Literal { atom, wanted: true }
    }

    /// A literal that may be met either way.
    pub fn open(&mut self) -> Literal {
        self.atoms.push(Atom::Open);
        Literal { atom: self.atoms.len() - 1, wanted: true }
    }

    /// The variable of a key.
    pub fn key(&mut self, name: &str, quantified: bool) -> usize {
        let wanted = canonical(name);
        let Some(at) = self.keys.iter().position(|key| key.canonical == wanted) else {
            self.keys.push(Key::new(name, quantified));
            return self.keys.len() - 1;
        };
        let key = &mut self.keys[at];
        key.also(name);
        // A key that the catalogue does not know is a set if any condition treats it so.
        key.multivalued |= quantified && key.value_type.is_none();
        at
    }

    /// Whether a key is a variable here.
    pub fn mentions(&self, canonical: &str) -> bool {
        self.keys.iter().any(|key| key.canonical == canonical)
    }

    /// Adds an obligation and gives its place.
    pub fn oblige(&mut self, obligation: Obligation) -> usize {
        self.obligations.push(obligation);
        self.obligations.len() - 1
    }

    /// Values that meet every obligation.
    pub fn solve(&self, fuel: &mut Fuel) -> Outcome {
        Search::new(self, fuel).run()
    }

    /// The model before anything is wanted of it: keys that every request carries have a sample.
    pub(super) fn blank(&self) -> Model {
        let keys = self.keys.iter().map(|key| {
            let sample = key.always.then(|| key.samples().first()).flatten();
            sample.map(|sample| ContextValue::One((*sample).to_owned()))
        });
        Model { resource: self.place.sample.clone(), keys: keys.collect() }
    }
}

impl Model {
    /// The names and values that a request is to be given, each key under all its names; nothing
    /// where it must not carry the key.
    pub fn given<'m>(
        &'m self,
        problem: &'m Problem<'_>,
    ) -> impl Iterator<Item = (&'m str, Option<&'m ContextValue>)> {
        let named = |(key, value): (&'m Key, &'m Option<ContextValue>)| {
            key.names.iter().map(move |name| (name.as_str(), value.as_ref()))
        };
        problem.keys.iter().zip(&self.keys).flat_map(named)
    }
}
