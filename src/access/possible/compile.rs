//! From statements to literals over a problem's variables.

use super::{
    Because,
    side::{Concerned, Level, Side},
};
use crate::{
    access::{
        layers::LayerKind,
        pattern_set::Pattern,
        solve::{Literal, Problem, of_resource, of_values, part_of_arn},
        statement::completion,
    },
    policy::{
        Effect, Lookup, Truth,
        action::Polarity,
        condition::{ConditionCell, Operator, Sense, Test},
        resource::{ResourceElement, Spelled},
    },
};

/// All the literals under which a statement applies.
pub type Cube = Vec<Literal>;

/// Compiles the statements of a side into a problem.
pub struct Compiler<'c, 'p> {
    /// The side.
    pub side: &'p Side,
    /// The problem.
    pub problem: &'c mut Problem<'p>,
    /// The place of the side's context in the problem.
    pub context: usize,
}

/// What an element of a statement comes to.
enum Condition {
    Constant(bool),
    Literal(Literal),
}

impl<'p> Compiler<'_, 'p> {
    /// When each of some allowing statements of a level applies; those that never do are left out.
    pub fn allowing(
        &mut self,
        level: &Level<'p>,
        wanted: impl Fn(&Concerned<'p>) -> bool,
    ) -> Vec<Cube> {
        let allows = |c: &&Concerned<'p>| c.statement.effect == Effect::Allow && wanted(c);
        let statements = level.statements.iter().filter(allows);
        statements.filter_map(|c| self.cube(c, level.kind)).collect()
    }

    /// When each forbidding statement of a level applies.
    pub fn denying(&mut self, level: &Level<'p>) -> Vec<(Cube, Because)> {
        let mut found = Vec::new();
        for concerned in &level.statements {
            let Concerned { policy, statement, .. } = concerned;
            if statement.effect == Effect::Deny
                && let Some(cube) = self.cube(concerned, level.kind)
            {
                let because = Because::Forbidden {
                    layer: level.kind,
                    target: level.target.clone(),
                    policy: policy.name.clone(),
                    statement: statement.label(),
                };
                found.push((cube, because));
            }
        }
        if level.open {
            let silent = Because::Silent { layer: level.kind, target: level.target.clone() };
            found.push((vec![self.problem.open()], silent));
        }
        found
    }

    /// When a statement applies; nothing when it never does.
    fn cube(&mut self, concerned: &Concerned<'p>, layer: LayerKind) -> Option<Cube> {
        let Concerned { statement, meant, .. } = *concerned;
        let mut cube = Vec::new();
        let resource = match &statement.resource {
            Some(element) => self.resource(element, layer),
            None => Condition::Constant(true),
        };
        // A cell that never holds spares the work of the rest.
        for condition in [self.constant(meant), resource]
            .into_iter()
            .chain(statement.conditions.iter().map(|cell| self.cell(cell)))
            .collect::<Vec<_>>()
        {
            match condition {
                Condition::Constant(true) => {}
                Condition::Constant(false) => return None,
                Condition::Literal(literal) => cube.push(literal),
            }
        }
        cube.sort_unstable();
        cube.dedup();
        // Of an atom and its opposite one fails.
        let contradicts = |pair: &[Literal]| pair[0].atom == pair[1].atom;
        if cube.windows(2).any(contradicts) { None } else { Some(cube) }
    }

    fn resource(&mut self, element: &ResourceElement, layer: LayerKind) -> Condition {
        if self.side.about_nothing {
            let subject = self.side.subject();
            let covered = element.covers(subject.resource, subject.context, completion(layer));
            return self.constant(covered);
        }
        let listed = element.polarity == Polarity::Listed;
        let (mut patterns, mut open) = (Vec::new(), Vec::new());
        for pattern in &element.patterns {
            match pattern.spelled(&self.side.context, completion(layer)) {
                Spelled::Everything => return Condition::Constant(listed),
                Spelled::Nothing => {}
                Spelled::Symbols(symbols) => patterns.push(of_resource(&symbols)),
                Spelled::AtMost(symbols) => open.push(of_resource(&symbols)),
            }
        }
        if patterns.is_empty() && open.is_empty() {
            return Condition::Constant(!listed);
        }
        self.resource_is(patterns, open, listed)
    }

    fn resource_is(&mut self, patterns: Vec<Pattern>, open: Vec<Pattern>, so: bool) -> Condition {
        let literal = self.problem.resource(patterns, open);
        Condition::Literal(if so { literal } else { literal.negated() })
    }

    fn cell(&mut self, cell: &'p ConditionCell) -> Condition {
        let Some(operator) = cell.operator else { return Condition::Constant(false) };
        if self.side.region_follows && &*cell.lower == "aws:requestedregion" {
            return self.region(cell, operator);
        }
        let context = &self.side.context;
        let found = context.get(&cell.key);
        if found == Lookup::Unknown {
            return Condition::Literal(self.problem.cell(cell, self.context));
        }
        self.constant(cell.holds_for(found, context))
    }

    fn constant(&mut self, truth: Truth) -> Condition {
        match truth {
            Truth::Yes => Condition::Constant(true),
            Truth::No => Condition::Constant(false),
            Truth::Unknown => Condition::Literal(self.problem.open()),
        }
    }

    /// A condition on the region of a resource whose ARN has it: one on the ARN. The region is
    /// always there, and it is one value.
    fn region(&mut self, cell: &ConditionCell, operator: Operator) -> Condition {
        let textual = matches!(
            operator.test,
            Test::StringEquals | Test::StringEqualsIgnoreCase | Test::StringLike
        );
        if !textual {
            // Whether it is there, or whether it is something that no region is.
            let region = self.side.context.get(&cell.key);
            return Condition::Constant(cell.holds_for(region, &self.side.context) == Truth::Yes);
        }
        let matched = of_values(operator.test, &cell.values, &self.side.context);
        let projected = |patterns: Vec<Pattern>| -> Vec<Pattern> {
            patterns.iter().filter_map(|pattern| part_of_arn(3, pattern)).collect()
        };
        let (patterns, open) = (projected(matched.patterns), projected(matched.open));
        let positive = operator.sense == Sense::Positive;
        if patterns.is_empty() && open.is_empty() {
            return Condition::Constant(!positive);
        }
        self.resource_is(patterns, open, positive)
    }
}
