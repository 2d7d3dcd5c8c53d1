//! Keys that belong together: what one is says something of another, so that a witness is a request
//! that could be real (`ANALYSIS` 2.8).

use std::mem::discriminant;

use super::{formula::Requirement, side::Side};
use crate::{
    access::{
        Caller,
        possible::Because,
        solve::{Literal, Obligation, Problem},
    },
    policy::{Span, condition::ConditionCell},
};

/// Conditions of our own about the keys of a problem; they have to outlive it.
pub struct Relations {
    cells: Vec<ConditionCell>,
    /// Of each clause one literal has to be met: cells by place, and whether they hold.
    clauses: Vec<(Vec<(usize, bool)>, String)>,
}

/// Keys of requests that come through a VPC endpoint (7.2).
const ENDPOINT: [&str; 7] = [
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:VpcSourceIp",
    "aws:SourceVpcArn",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
];

/// Keys of requests that a service makes on behalf of the caller (7.2).
pub const FORWARDED: [&str; 4] =
    ["aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast", "kms:ViaService"];

impl Relations {
    /// The relations between the keys that a problem mentions, as all its sides have them.
    pub fn between(problem: &Problem<'_>, sides: &[Side]) -> Self {
        let mut relations = Self { cells: Vec::new(), clauses: Vec::new() };
        let has = |key: &str| problem.mentions(&key.to_ascii_lowercase());
        if has("aws:SourceIp") {
            for other in ENDPOINT.into_iter().filter(|key| has(key)) {
                relations.not_both("aws:SourceIp", other);
            }
        }
        if has("aws:ViaAWSService") {
            for key in FORWARDED.into_iter().filter(|key| has(key)) {
                let (absent, via) =
                    (relations.absent(key), relations.is("aws:ViaAWSService", "true"));
                relations.clause([(absent, true), (via, true)], key, "aws:ViaAWSService");
            }
        }
        let callers = || sides.iter().map(|side| &side.request.caller);
        let alike = |pair: (&Caller, &Caller)| discriminant(pair.0) == discriminant(pair.1);
        if let Some(caller) =
            callers().next().filter(|_| callers().zip(callers().skip(1)).all(alike))
        {
            relations.sessions(&has, caller);
        }
        relations.tags(problem);
        relations
    }

    /// What a session has by how it came about (7.1).
    fn sessions(&mut self, has: &dyn Fn(&str) -> bool, caller: &Caller) {
        let (mfa, age) = ("aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge");
        if has(mfa) && has(age) {
            let (absent, used) = (self.absent(age), self.is(mfa, "true"));
            self.clause([(absent, true), (used, true)], age, mfa);
        }
        if has(mfa) && has("aws:FederatedProvider") {
            self.not_both(mfa, "aws:FederatedProvider");
        }
        let issued = "aws:TokenIssueTime";
        if has(issued) {
            let no_issue = self.absent(issued);
            match caller {
                Caller::User(_) | Caller::Root { .. } if has(mfa) => {
                    let no_mfa = self.absent(mfa);
                    self.clause([(no_issue, true), (no_mfa, false)], issued, mfa);
                    self.clause([(no_issue, false), (no_mfa, true)], issued, mfa);
                }
                Caller::Role(_) | Caller::FederatedUser { .. } => {
                    self.clause([(no_issue, false)], issued, "the session");
                }
                _ => {}
            }
        }
    }

    /// A tag of the request is among its tag keys, and nothing else is.
    fn tags(&mut self, problem: &Problem<'_>) {
        if !problem.mentions("aws:tagkeys") {
            return;
        }
        for key in &problem.keys {
            let Some(tag) = key.canonical.strip_prefix("aws:requesttag/") else { continue };
            let absent = self.absent(&key.names[0]);
            let listed = self.add("ForAnyValue:StringEqualsIgnoreCase", "aws:TagKeys", tag);
            self.clause([(absent, true), (listed, true)], &key.names[0], "aws:TagKeys");
            self.clause([(absent, false), (listed, false)], &key.names[0], "aws:TagKeys");
        }
    }

    fn not_both(&mut self, one: &str, other: &str) {
        let clause = [(self.absent(one), true), (self.absent(other), true)];
        self.clause(clause, one, other);
    }

    fn clause<const N: usize>(&mut self, literals: [(usize, bool); N], one: &str, other: &str) {
        self.clauses.push((literals.into(), format!("{one} goes with {other}")));
    }

    fn absent(&mut self, key: &str) -> usize {
        self.add("Null", key, "true")
    }

    fn is(&mut self, key: &str, value: &str) -> usize {
        self.add("StringEquals", key, value)
    }

    fn add(&mut self, operator: &str, key: &str, value: &str) -> usize {
        let values = [(value, Span::START)];
        self.cells.push(ConditionCell::new(operator, key, values, Span::START, false));
        self.cells.len() - 1
    }

    /// What the relations require of a problem.
    pub fn requirements<'p>(&'p self, problem: &mut Problem<'p>) -> Vec<Requirement> {
        let literals: Vec<Literal> = self.cells.iter().map(|cell| problem.cell(cell, 0)).collect();
        let requirement = |(clause, what): &(Vec<(usize, bool)>, String)| {
            let alternative = |(cell, holds): &(usize, bool)| {
                let literal = literals[*cell];
                vec![if *holds { literal } else { literal.negated() }]
            };
            Requirement {
                obligation: Obligation::one_of(clause.iter().map(alternative).collect()),
                because: Because::Related(what.clone()),
            }
        };
        self.clauses.iter().map(requirement).collect()
    }
}
