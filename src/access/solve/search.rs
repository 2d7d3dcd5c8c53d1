//! The search: a model is mended until it meets every obligation. What cannot be mended teaches
//! which choices to take back.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt};

use super::{
    Atom, Literal, Model, Outcome, Problem,
    assign::{Assigned, Demand, assign},
    place::of_resource,
};
use crate::{
    access::pattern_set::{Found, Fuel},
    policy::{Lookup, Truth},
};

/// What a literal speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Variable {
    Resource,
    Key(usize),
}

/// Why a branch leads nowhere: the choices and the obligations that exclude each other.
#[derive(Default)]
struct Conflict {
    choices: BTreeSet<usize>,
    obligations: BTreeSet<usize>,
}

/// A literal that was chosen, and by which choice.
struct Chosen {
    literal: Literal,
    choice: usize,
}

/// A value of a variable, or that there is none, for a set of literals.
#[derive(Clone)]
enum Remembered {
    Resource(String),
    Key(Option<crate::policy::ContextValue>),
    Impossible,
    Unknown,
}

pub struct Search<'s, 'p> {
    problem: &'s Problem<'p>,
    fuel: &'s mut Fuel,
    model: Model,
    /// What each atom comes to in the model, as far as it has been asked.
    truths: Vec<Option<Truth>>,
    chosen: Vec<Chosen>,
    /// The obligation that each choice was made for.
    choices: Vec<usize>,
    remembered: HashMap<(Variable, Vec<Literal>), Remembered>,
    /// What could not be decided on the way.
    unknown: Option<String>,
}

impl<'s, 'p> Search<'s, 'p> {
    pub fn new(problem: &'s Problem<'p>, fuel: &'s mut Fuel) -> Self {
        Self {
            problem,
            fuel,
            model: problem.blank(),
            truths: vec![None; problem.atoms.len()],
            chosen: Vec::new(),
            choices: Vec::new(),
            remembered: HashMap::new(),
            unknown: None,
        }
    }

    pub fn run(mut self) -> Outcome {
        // The sample need not be in the place, so the resource is looked for even if nothing asks.
        let found = match self.settle(Variable::Resource) {
            Ok(()) => self.mend(),
            Err(conflict) => Err(conflict),
        };
        match (found, self.unknown) {
            (Ok(()), _) => Outcome::Model(self.model),
            (Err(_), Some(cause)) => Outcome::Unknown(cause),
            (Err(conflict), None) => {
                Outcome::Impossible(conflict.obligations.into_iter().collect())
            }
        }
    }

    /// Mends the model until every obligation is met.
    fn mend(&mut self) -> Result<(), Conflict> {
        if !self.fuel.spend(1 + self.problem.obligations.len() as u64) {
            self.unknown = Some("more than the budget allows".to_owned());
            return Err(Conflict::default());
        }
        let Some(obligation) = self.violated() else { return Ok(()) };
        let choice = self.choices.len();
        let mut learned = Conflict::default();
        learned.obligations.insert(obligation);
        for alternative in &self.problem.obligations[obligation].alternatives {
            let before = (self.model.clone(), self.truths.clone(), self.chosen.len());
            self.choices.push(obligation);
            match self.choose(alternative, choice) {
                Ok(()) => return Ok(()),
                Err(conflict) => {
                    self.choices.pop();
                    (self.model, self.truths) = (before.0, before.1);
                    self.chosen.truncate(before.2);
                    // It failed for reasons that do not include this choice: so do the others.
                    let spared = !conflict.choices.contains(&choice);
                    if spared || self.fuel.is_empty() {
                        return Err(conflict);
                    }
                    learned.choices.extend(conflict.choices.into_iter().filter(|c| *c != choice));
                    learned.obligations.extend(conflict.obligations);
                }
            }
        }
        Err(learned)
    }

    fn choose(&mut self, alternative: &[Literal], choice: usize) -> Result<(), Conflict> {
        let mut variables = BTreeSet::new();
        for literal in alternative {
            self.chosen.push(Chosen { literal: *literal, choice });
            variables.extend(self.variable(literal.atom));
        }
        for variable in variables {
            self.settle(variable)?;
        }
        self.mend()
    }

    /// The unmet obligation with the fewest alternatives.
    fn violated(&mut self) -> Option<usize> {
        let mut found: Option<usize> = None;
        for (at, obligation) in self.problem.obligations.iter().enumerate() {
            let least =
                found.map_or(usize::MAX, |f| self.problem.obligations[f].alternatives.len());
            let fewer = obligation.alternatives.len() < least;
            let met = |alternative: &Vec<Literal>, search: &mut Self| {
                alternative.iter().all(|literal| search.holds(*literal))
            };
            if fewer && !obligation.alternatives.iter().any(|a| met(a, self)) {
                found = Some(at);
            }
        }
        found
    }

    fn holds(&mut self, literal: Literal) -> bool {
        let truth = match self.truths[literal.atom] {
            Some(truth) => truth,
            None => self.truth(literal.atom),
        };
        self.truths[literal.atom] = Some(truth);
        truth == Truth::Unknown || (truth == Truth::Yes) == literal.wanted
    }

    fn truth(&self, atom: usize) -> Truth {
        match &self.problem.atoms[atom] {
            resource @ Atom::Resource { .. } => of_resource(resource, &self.model.resource),
            Atom::Open => Truth::Unknown,
            Atom::Cell { key, cell, context } => {
                let value = self.model.keys[*key].as_ref();
                let found = value.map_or(Lookup::Absent, Lookup::Present);
                cell.holds_for(found, &self.problem.contexts[*context])
            }
        }
    }

    fn variable(&self, atom: usize) -> Option<Variable> {
        match self.problem.atoms[atom] {
            Atom::Resource { .. } => Some(Variable::Resource),
            Atom::Cell { key, .. } => Some(Variable::Key(key)),
            Atom::Open => None,
        }
    }

    /// Gives a variable a value that all literals chosen for it agree on.
    fn settle(&mut self, variable: Variable) -> Result<(), Conflict> {
        let mut literals = Vec::new();
        let mut choices = BTreeSet::new();
        for chosen in &self.chosen {
            if self.variable(chosen.literal.atom) == Some(variable) {
                literals.push(chosen.literal);
                choices.insert(chosen.choice);
            }
        }
        literals.sort_unstable();
        literals.dedup();
        let key = (variable, literals);
        let found = if let Some(found) = self.remembered.get(&key) {
            found.clone()
        } else {
            let found = self.find(variable, &key.1);
            self.remembered.insert(key, found.clone());
            found
        };
        match found {
            Remembered::Resource(resource) => self.model.resource = resource,
            Remembered::Key(value) => {
                if let Variable::Key(key) = variable {
                    self.model.keys[key] = value;
                }
            }
            Remembered::Impossible | Remembered::Unknown => {
                if matches!(found, Remembered::Unknown) {
                    self.unknown.get_or_insert_with(|| match variable {
                        Variable::Resource => "the patterns of the resource".to_owned(),
                        Variable::Key(key) => self.problem.keys[key].names[0].clone(),
                    });
                }
                let obligations = choices.iter().map(|choice| self.choices[*choice]).collect();
                return Err(Conflict { choices, obligations });
            }
        }
        for atom in 0..self.truths.len() {
            if self.variable(atom) == Some(variable) {
                self.truths[atom] = None;
            }
        }
        Ok(())
    }

    fn find(&mut self, variable: Variable, literals: &[Literal]) -> Remembered {
        let atoms = &self.problem.atoms;
        match variable {
            Variable::Resource => {
                let demands: Vec<(&Atom<'_>, bool)> =
                    literals.iter().map(|l| (&atoms[l.atom], l.wanted)).collect();
                match self.problem.place.find(&demands, &self.model.resource, self.fuel) {
                    Found::Text(resource) => Remembered::Resource(resource),
                    Found::Nothing => Remembered::Impossible,
                    Found::Unknown => Remembered::Unknown,
                }
            }
            Variable::Key(key) => {
                let demand = |literal: &Literal| match &atoms[literal.atom] {
                    Atom::Cell { cell, context, .. } => Some(Demand {
                        cell,
                        context: &self.problem.contexts[*context],
                        holds: literal.wanted,
                    }),
                    Atom::Resource { .. } | Atom::Open => None,
                };
                let demands: Vec<Demand<'_>> = literals.iter().filter_map(demand).collect();
                let now = self.model.keys[key].as_ref();
                match assign(&self.problem.keys[key], &demands, now, self.fuel) {
                    Assigned::To(value) => Remembered::Key(value),
                    Assigned::Impossible => Remembered::Impossible,
                    Assigned::Unknown => Remembered::Unknown,
                }
            }
        }
    }
}
