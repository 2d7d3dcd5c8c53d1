//! What accounts hold, as far as it tells their principals from those of others.

use std::cell::RefCell;

use foldhash::{HashMap, HashMapExt};

use super::{plan::Planned, register::Register};
use crate::{
    access::{
        effective::{Ground, shapes},
        layers::LayerKind,
        pattern_set::Pattern,
        possible::around,
    },
    catalog::Action,
    org::{AccountId, Organization, Resource},
};

/// What an account holds, before and after.
pub struct Holdings<'o> {
    /// The account.
    pub account: AccountId,
    by_service: HashMap<&'o str, Vec<Held>>,
    /// Whether a statement singles out any of it, by its number.
    singled_out: RefCell<HashMap<u32, bool>>,
    /// What of it actions can be about, by the place of their shape.
    about: RefCell<HashMap<u32, About>>,
}

/// A resource.
struct Held {
    /// Whether it has a policy, a list or grants. A key counts as if it had: without a policy it lets
    /// nobody in, and of others none is known (E-21).
    guarded: bool,
    /// It and what belongs to it.
    patterns: Vec<Pattern>,
}

/// What there is that actions can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Nothing,
    Unguarded,
    Guarded,
}

impl<'o> Holdings<'o> {
    /// What an account holds.
    pub fn of(organizations: [&'o Organization; 2], account: AccountId) -> Self {
        let mut by_service: HashMap<&'o str, Vec<Held>> = HashMap::new();
        for organization in organizations {
            for resource in organization.resources_in(account) {
                let held = by_service.entry(resource.arn.service()).or_default();
                let patterns = around(resource).collect();
                held.push(Held { guarded: is_guarded(resource), patterns });
            }
        }
        Self { account, by_service, singled_out: RefCell::default(), about: RefCell::default() }
    }

    /// Whether it can make a difference to actions: it has policies of its own, or its tags count.
    pub fn tell(&self, planned: &Planned<'_>) -> bool {
        let Some(action) = planned.class.actions.first() else { return false };
        let mut known = self.about.borrow_mut();
        let about = *known.entry(shapes().place(action)).or_insert_with(|| self.is_about(action));
        match about {
            About::Nothing => false,
            About::Unguarded => planned.asks_for_tags,
            About::Guarded => true,
        }
    }

    fn is_about(&self, action: &Action) -> About {
        let mut found = About::Nothing;
        for ground in &shapes().of(action).grounds {
            let Ground::Form(form) = ground else { continue };
            let known = shapes().form(*form);
            let fits = |held: &&Held| held.patterns.iter().any(|own| own.meets(&known.pattern));
            let held = self
                .by_service
                .iter()
                .filter(|(service, _)| known.form.own_service().is_none_or(|own| own == **service));
            for held in held.flat_map(|(_, held)| held).filter(fits) {
                if held.guarded {
                    return About::Guarded;
                }
                found = About::Unguarded;
            }
        }
        found
    }

    /// Whether a statement that can apply to actions, wherever they lead, singles out any of it.
    pub fn singled_out(&self, planned: &Planned<'_>, register: &Register<'_>) -> bool {
        // What policies of resources single out is guarded by them.
        let beside = planned.class.cover.beside.iter();
        let rcps = beside.filter(|number| register.layer(**number) == LayerKind::Rcp);
        planned.class.cover.own.iter().chain(rcps).any(|number| {
            let mut known = self.singled_out.borrow_mut();
            *known.entry(*number).or_insert_with(|| {
                let mut held = self.by_service.values().flatten().flat_map(|held| &held.patterns);
                let element = register.element(*number);
                held.any(|own| element.patterns().any(|pattern| pattern.meets(own)))
            })
        })
    }
}

fn is_guarded(resource: &Resource) -> bool {
    resource.policy.is_some()
        || resource.acl.is_some()
        || !resource.grants.is_empty()
        || resource.arn.service() == "kms"
}
