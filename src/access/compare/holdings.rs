//! What accounts hold, as far as it tells their principals from those of others.

use std::{cell::RefCell, collections::HashMap};

use super::{plan::Planned, register::Register};
use crate::{
    access::{pattern_set::Pattern, possible::own},
    org::{AccountId, Organization, Resource},
};

/// What an account holds, before and after.
pub struct Holdings<'o> {
    /// The account.
    pub account: AccountId,
    by_service: HashMap<&'o str, Held>,
    /// Whether a statement singles out any of it, by its number.
    singled_out: RefCell<HashMap<u32, bool>>,
}

/// What it holds of a service.
#[derive(Default)]
struct Held {
    /// Whether any has a policy, a list or grants. A key counts as if it had: without a policy it lets
    /// nobody in, and of others none is known (E-21).
    guarded: bool,
    /// The resources, and what belongs to them.
    patterns: Vec<Pattern>,
}

impl<'o> Holdings<'o> {
    /// What an account holds.
    pub fn of(organizations: [&'o Organization; 2], account: AccountId) -> Self {
        let mut by_service: HashMap<&'o str, Held> = HashMap::new();
        for organization in organizations {
            for resource in organization.resources_in(account) {
                let held = by_service.entry(resource.arn.service()).or_default();
                held.guarded |= is_guarded(resource);
                held.patterns.extend(own(resource));
            }
        }
        Self { account, by_service, singled_out: RefCell::default() }
    }

    /// Whether what it holds can make a difference to actions: it has policies of its own, its tags
    /// count, or statements single it out.
    pub fn tell(&self, planned: &Planned<'_>, register: &Register<'_>) -> bool {
        let tells = |held: &Held| {
            held.guarded
                || planned.asks_for_tags
                || planned.class.cover.own.iter().any(|number| self.single_out(*number, register))
        };
        match &planned.services {
            Some(services) => {
                services.iter().filter_map(|service| self.by_service.get(service)).any(tells)
            }
            None => self.by_service.values().any(tells),
        }
    }

    fn single_out(&self, number: u32, register: &Register<'_>) -> bool {
        let mut known = self.singled_out.borrow_mut();
        *known.entry(number).or_insert_with(|| {
            let mut held = self.by_service.values().flat_map(|held| &held.patterns);
            let element = register.element(number);
            held.any(|own| element.patterns().any(|pattern| pattern.meets(own)))
        })
    }
}

fn is_guarded(resource: &Resource) -> bool {
    resource.policy.is_some()
        || resource.acl.is_some()
        || !resource.grants.is_empty()
        || resource.arn.service() == "kms"
}
