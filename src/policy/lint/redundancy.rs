//! Checks for what has no effect: what another entry or statement covers already.
//!
//! Every pair is compared, up to a budget that no policy within its quota comes near; beyond it the
//! rest is not compared.

use std::collections::HashSet;

use super::{
    check::family,
    finding::Findings,
    overlap::{covers, meets},
    subject::{Scope, Subject},
};
use crate::policy::{
    Effect, Span, Statement,
    action::Polarity,
    condition::ConditionCell,
    glob::{Symbol, symbols},
    principal::{NamedPrincipal, PrincipalElement},
};

family! {
    REDUNDANT_ACTION: Suggestion AccessAnalyzer {
        "Action that another one covers"
        why "Another pattern of the same list matches everything that this one does."
        mend "Remove it."
    }
    REDUNDANT_RESOURCE: Suggestion AccessAnalyzer {
        "Resource that another one covers"
        why "Another pattern of the same list matches everything that this one does."
        mend "Remove it."
    }
    REDUNDANT_STATEMENT: Suggestion AccessAnalyzer {
        "Statement that another one covers"
        why "Another statement of the same effect applies whenever this one does."
        mend "Remove it."
    }
    UNREACHABLE_ALLOW: Warning Own {
        "Allow that a Deny covers"
        why "A Deny of the same document applies whenever this Allow does, and a Deny always wins: the Allow has no effect."
        mend "Remove the Allow, or narrow the Deny."
    }
}

/// Steps of comparison for one document.
const BUDGET: usize = 1_000_000;

/// What is left of the steps.
struct Budget(usize);

impl Budget {
    /// Whether two patterns can still be compared; to compare long ones takes many steps.
    fn allows(&mut self, one: &Pattern<'_>, other: &Pattern<'_>) -> bool {
        self.0 = self.0.saturating_sub(1 + one.symbols.len() * other.symbols.len() / 64);
        self.0 > 0
    }
}

/// Looks for what has no effect.
pub fn look(subject: &Subject<'_>, found: &mut Findings) {
    let mut budget = Budget(BUDGET);
    let outlines: Vec<Outline<'_>> = subject.statements.iter().map(Outline::new).collect();
    for outline in &outlines {
        for (pattern, wide) in covered(&outline.actions, &mut budget) {
            found.add(&REDUNDANT_ACTION, pattern.span, pattern.within(wide));
        }
        let Some((_, resources)) = &outline.resources else { continue };
        for (pattern, wide) in covered(resources, &mut budget) {
            found.add(&REDUNDANT_RESOURCE, pattern.span, pattern.within(wide));
        }
    }
    for (at, outline) in outlines.iter().enumerate() {
        let mut others = outlines.iter().enumerate().filter(|(other, _)| *other != at);
        let covering = others.find(|(other, wide)| {
            // Of two that cover each other the first stays.
            wide.covers(outline, &mut budget)
                && !(wide.effect() == outline.effect()
                    && *other > at
                    && outline.covers(wide, &mut budget))
        });
        let Some((_, wide)) = covering else { continue };
        let (span, label) = (outline.statement.span, wide.statement.label());
        if wide.effect() == outline.effect() {
            found.add(&REDUNDANT_STATEMENT, span, format!("{label} says all of it"));
        } else {
            found.add(&UNREACHABLE_ALLOW, span, format!("{label} denies all of it"));
        }
    }
}

/// A pattern ready to be compared.
struct Pattern<'d> {
    text: &'d str,
    span: Span,
    symbols: Vec<Symbol>,
}

/// A statement ready to be compared.
struct Outline<'d> {
    statement: &'d Statement,
    principals: Option<(Polarity, HashSet<&'d NamedPrincipal>)>,
    actions: Vec<Pattern<'d>>,
    resources: Option<(Polarity, Vec<Pattern<'d>>)>,
    conditions: HashSet<Condition<'d>>,
}

/// A cell of a condition: operator, key, and values in order.
type Condition<'d> = (String, &'d str, Vec<&'d str>);

impl<'d> Outline<'d> {
    fn new(scope: &Scope<'d>) -> Self {
        let statement = scope.statement;
        let actions = statement.action.patterns.iter().filter(|it| it.well_formed());
        Self {
            statement,
            principals: statement.principal.as_ref().map(|element| {
                (element.polarity, element.entries.iter().map(|entry| &entry.named).collect())
            }),
            actions: actions.map(|it| Pattern::action(&it.text, it.span)).collect(),
            resources: statement.resource.as_ref().map(|element| {
                let patterns = element.patterns.iter();
                (
                    element.polarity,
                    patterns.map(|it| Pattern::resource(&it.text, it.span)).collect(),
                )
            }),
            conditions: statement.conditions.iter().map(condition).collect(),
        }
    }

    fn effect(&self) -> Effect {
        self.statement.effect
    }

    /// Whether this applies whenever the other does: with the same effect, or as a Deny to an Allow.
    fn covers(&self, other: &Self, budget: &mut Budget) -> bool {
        let effects = self.effect() == other.effect() || self.effect() == Effect::Deny;
        effects
            && self.conditions.is_subset(&other.conditions)
            && self.covers_principals(other)
            && match (&self.resources, &other.resources) {
                (None, None) => true,
                (Some((wide, patterns)), Some((narrow, others))) => {
                    within((*wide, patterns), (*narrow, others), budget)
                }
                _ => false,
            }
            && within(
                (self.statement.action.polarity, &self.actions),
                (other.statement.action.polarity, &other.actions),
                budget,
            )
    }

    fn covers_principals(&self, other: &Self) -> bool {
        match (&self.principals, &other.principals) {
            (None, None) => true,
            (Some((Polarity::Listed, wide)), Some((Polarity::Listed, narrow))) => {
                wide.contains(&NamedPrincipal::Everyone)
                    || (!narrow.is_empty() && narrow.is_subset(wide))
            }
            (Some((Polarity::Listed, wide)), Some((Polarity::Excepted, _))) => {
                wide.contains(&NamedPrincipal::Everyone)
            }
            (Some((Polarity::Excepted, wide)), Some((Polarity::Excepted, narrow))) => {
                wide == narrow
            }
            _ => false,
        }
    }
}

/// What a cell tests. One with an operator that nobody knows never holds, and is like no other.
fn condition(cell: &ConditionCell) -> Condition<'_> {
    let operator = match cell.operator {
        Some(operator) => operator.to_string(),
        None => format!("{} {}", cell.operator_text, cell.span.start),
    };
    let mut values: Vec<&str> = cell.values.iter().map(|it| &*it.text).collect();
    values.sort_unstable();
    values.dedup();
    (operator, &cell.lower, values)
}

impl<'d> Pattern<'d> {
    /// Case does not count.
    fn action(text: &'d str, span: Span) -> Self {
        let everything = matches!(text, "*" | "*:*");
        let lower = text.to_ascii_lowercase();
        let symbols = if everything { vec![Symbol::Many] } else { symbols(&lower).collect() };
        Self { text, span, symbols }
    }

    fn resource(text: &'d str, span: Span) -> Self {
        Self { text, span, symbols: symbols(text).collect() }
    }

    /// Says that another pattern covers this one.
    fn within(&self, wide: &Self) -> String {
        if std::ptr::eq(self, wide) {
            format!("`{}` is listed already", self.text)
        } else {
            format!("`{}` is within `{}`", self.text, wide.text)
        }
    }

    /// Whether this is the pattern of everything, `*`.
    fn is_everything(&self) -> bool {
        self.symbols == [Symbol::Many]
    }

    /// Whether every text that the other matches, this one does too.
    fn covers(&self, other: &Self) -> bool {
        // What a variable becomes is not known: only its very text, or a star, stands for it; and
        // inside the head of an ARN a star may have to stay in its part.
        let plain = !self.text.contains("${") && !self.confined();
        self.symbols == other.symbols
            || self.is_everything()
            || (plain && !other.is_everything() && covers(&self.symbols, &other.symbols))
    }

    /// Whether a wildcard of an ARN has to stay inside one of the first five parts, or parts are
    /// missing.
    fn confined(&self) -> bool {
        if !self.text.starts_with("arn:") {
            return false;
        }
        let parts: Vec<&str> = self.text.splitn(6, ':').collect();
        let inside = |part: &&str| part.contains('?') || part.trim_end_matches('*').contains('*');
        parts.len() < 6 || parts.iter().take(5).any(inside)
    }
}

/// The patterns of a list that another one of it covers, each with that one.
fn covered<'p, 'd>(
    patterns: &'p [Pattern<'d>],
    budget: &mut Budget,
) -> Vec<(&'p Pattern<'d>, &'p Pattern<'d>)> {
    let mut redundant = Vec::new();
    let mut seen: HashSet<&[Symbol]> = HashSet::new();
    let wild: Vec<&Pattern<'_>> =
        patterns.iter().filter(|it| it.text.contains(['*', '?'])).collect();
    for pattern in patterns {
        if !seen.insert(&pattern.symbols) {
            redundant.push((pattern, pattern));
            continue;
        }
        let wide = wild.iter().find(|wide| {
            !std::ptr::eq(**wide, pattern)
                && wide.symbols != pattern.symbols
                && budget.allows(wide, pattern)
                && wide.covers(pattern)
                && !pattern.covers(wide)
        });
        redundant.extend(wide.map(|wide| (pattern, *wide)));
    }
    redundant
}

type List<'p, 'd> = (Polarity, &'p [Pattern<'d>]);

/// Whether a list is about everything that another one is about. An empty list says nothing (G-11).
fn within(wide: List<'_, '_>, narrow: List<'_, '_>, budget: &mut Budget) -> bool {
    if wide.1.is_empty() || narrow.1.is_empty() {
        return false;
    }
    let mut each = |narrow: &[Pattern<'_>], wide: &[Pattern<'_>]| {
        narrow.iter().all(|one| wide.iter().any(|it| budget.allows(it, one) && it.covers(one)))
    };
    match (wide.0, narrow.0) {
        (Polarity::Listed, Polarity::Listed) => each(narrow.1, wide.1),
        (Polarity::Listed, Polarity::Excepted) => wide.1.iter().any(Pattern::is_everything),
        // What the wide one excepts, the narrow one has to except too.
        (Polarity::Excepted, Polarity::Excepted) => each(wide.1, narrow.1),
        (Polarity::Excepted, Polarity::Listed) => {
            let open =
                |it: &Pattern<'_>| it.text.contains("${") || it.text.matches(':').count() < 5;
            let apart = |one: &Pattern<'_>, it: &Pattern<'_>| {
                let arns = one.text.starts_with("arn:") || it.text.starts_with("arn:");
                !(arns && (open(one) || open(it))) && !meets(&one.symbols, &it.symbols)
            };
            narrow
                .1
                .iter()
                .all(|one| wide.1.iter().all(|it| budget.allows(it, one) && apart(one, it)))
        }
    }
}

/// Whether an element names everybody, and nobody is excepted.
pub fn everyone(element: &PrincipalElement) -> bool {
    element.polarity == Polarity::Listed
        && element.entries.iter().any(|entry| entry.named == NamedPrincipal::Everyone)
}
