//! What a comparison has found, put together for people: what changes by the same statements and for
//! the same reason is one change, with one request that shows it.

use std::fmt;

use serde::Serialize;

use crate::{
    access::{
        compare::{Described, Difference},
        possible::Witness,
    },
    catalog::Action,
    policy::ContextValue,
};

/// Differences by the same statements and for the same reason.
#[derive(Debug, Clone)]
pub struct Told {
    /// The actions.
    pub actions: Vec<&'static Action>,
    /// The statements that let them through, where they are allowed.
    pub by: Vec<Described>,
    /// Why they are denied where they are.
    pub denied_because: String,
    /// The first of the differences.
    pub shown: Difference,
}

/// Puts differences together.
pub fn told(differences: &[Difference]) -> Vec<Told> {
    let mut all: Vec<Told> = Vec::new();
    for difference in differences {
        let by = difference.described();
        let because = difference.denied.decision.reason.to_string();
        match all.iter_mut().find(|told| told.by == by && told.denied_because == because) {
            Some(told) => told.actions.extend(difference.actions.iter()),
            None => all.push(Told {
                actions: difference.actions.to_vec(),
                by,
                denied_because: because,
                shown: difference.clone(),
            }),
        }
    }
    all
}

/// A request that shows something, as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// What is given about the request, `key=value`.
    pub context: Vec<String>,
}

impl Example {
    /// A witness as it is shown.
    pub fn new(witness: &Witness) -> Self {
        let request = &witness.request;
        let value = |value: &ContextValue| match value {
            ContextValue::One(value) => value.clone(),
            ContextValue::Many(values) => format!("[{}]", values.join(", ")),
        };
        let context = request.context.iter().map(|(key, it)| format!("{key}={}", value(it)));
        Self {
            action: request.action.to_string(),
            resource: request.resource.arn.clone(),
            context: context.collect(),
        }
    }
}

impl fmt::Display for Example {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.action, self.resource)?;
        if self.context.is_empty() {
            Ok(())
        } else {
            write!(f, " with {}", self.context.join(", "))
        }
    }
}

/// Actions of one change that are named before the rest are only counted.
const NAMED: usize = 6;

/// Some actions by name, and how many more.
pub fn named(actions: &[&str]) -> String {
    let mut text = actions.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    if actions.len() > NAMED {
        text = format!("{text} and {} more", actions.len() - NAMED);
    }
    text
}
