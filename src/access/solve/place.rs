//! The resource as a variable: what it may be, and what is wanted of it.

use std::{fmt, sync::Arc};

use super::atom::Atom;
use crate::{
    access::pattern_set::{Found, Fuel, Pattern, find},
    policy::Truth,
};

/// What the resource of a request may be.
#[derive(Debug, Clone)]
pub struct Place {
    /// Of each group it matches a pattern.
    pub groups: Vec<Vec<Pattern>>,
    /// It matches none of these.
    pub outside: Vec<Pattern>,
    /// Nor is it one of these, of which there can be very many.
    pub apart: Option<Arc<dyn Apart>>,
    /// One that looks like a real one; tried first, when it is in the place at all.
    pub sample: String,
}

/// Resources that are looked at by themselves.
pub trait Apart: fmt::Debug + Send + Sync {
    /// If a resource is one of them, a pattern that it matches, as do only such resources.
    fn around(&self, arn: &str) -> Option<Pattern>;
}

impl Place {
    /// A resource that is known.
    pub fn known(arn: &str) -> Self {
        Self {
            groups: vec![vec![Pattern::text(arn)]],
            outside: Vec::new(),
            apart: None,
            sample: arn.to_owned(),
        }
    }

    /// Whether a resource is in the place.
    pub fn holds(&self, arn: &str) -> bool {
        self.groups.iter().all(|group| group.iter().any(|pattern| pattern.matches(arn)))
            && !self.outside.iter().any(|pattern| pattern.matches(arn))
            && self.around(arn).is_none()
    }

    fn around(&self, arn: &str) -> Option<Pattern> {
        self.apart.as_ref()?.around(arn)
    }

    /// A resource of the place of which some atoms hold and others do not.
    pub fn find(&self, demands: &[(&Atom<'_>, bool)], now: &str, fuel: &mut Fuel) -> Found {
        for candidate in [now, &self.sample] {
            let fits = |(atom, wanted): &(&Atom<'_>, bool)| {
                let holds = of_resource(atom, candidate);
                holds == Truth::Unknown || (holds == Truth::Yes) == *wanted
            };
            if demands.iter().all(fits) && self.holds(candidate) {
                return Found::Text(candidate.to_owned());
            }
        }
        let mut groups = self.groups.clone();
        let mut excluded = self.outside.clone();
        for (atom, wanted) in demands {
            let Atom::Resource { patterns, open } = atom else { continue };
            if *wanted {
                groups.push(patterns.iter().chain(open).cloned().collect());
            } else {
                excluded.extend(patterns.iter().cloned());
            }
        }
        loop {
            let found = find(&groups, &excluded, fuel);
            let Found::Text(text) = &found else { return found };
            match self.around(text) {
                Some(pattern) => excluded.push(pattern),
                None => return found,
            }
        }
    }
}

/// Whether an atom holds of a resource.
pub(super) fn of_resource(atom: &Atom<'_>, arn: &str) -> Truth {
    let Atom::Resource { patterns, open } = atom else { return Truth::Unknown };
    if patterns.iter().any(|pattern| pattern.matches(arn)) {
        Truth::Yes
    } else if open.iter().any(|pattern| pattern.matches(arn)) {
        Truth::Unknown
    } else {
        Truth::No
    }
}
