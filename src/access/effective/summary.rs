//! Effective permissions summed up by service and access level.

use super::{Access, Effective};
use crate::catalog::{AccessLevel, Service, catalog};

/// How many actions have which answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Allowed everywhere.
    pub allowed: usize,
    /// Allowed on some resources.
    pub partial: usize,
    /// Allowed under conditions.
    pub conditional: usize,
    /// Not told.
    pub unknown: usize,
    /// Denied.
    pub denied: usize,
}

impl Tally {
    /// Counts an answer.
    pub fn count(&mut self, access: Access) {
        match access {
            Access::Allowed => self.allowed += 1,
            Access::Partial => self.partial += 1,
            Access::Conditional => self.conditional += 1,
            Access::Unknown => self.unknown += 1,
            Access::Denied => self.denied += 1,
        }
    }

    /// How many have an answer.
    pub fn of(self, access: Access) -> usize {
        match access {
            Access::Allowed => self.allowed,
            Access::Partial => self.partial,
            Access::Conditional => self.conditional,
            Access::Unknown => self.unknown,
            Access::Denied => self.denied,
        }
    }

    /// Those between allowed and denied.
    pub fn limited(self) -> usize {
        self.partial + self.conditional + self.unknown
    }

    /// All of them.
    pub fn total(self) -> usize {
        self.allowed + self.limited() + self.denied
    }

    /// The best answer there is.
    pub fn best(self) -> Access {
        Access::ALL.into_iter().find(|access| self.of(*access) > 0).unwrap_or(Access::Denied)
    }
}

/// The tally of one access level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelCount {
    /// The level.
    pub level: AccessLevel,
    /// The actions of that level.
    pub tally: Tally,
}

/// What a principal may do in one service.
#[derive(Debug, Clone)]
pub struct ServiceSummary {
    /// The service.
    pub service: &'static Service,
    /// All its actions.
    pub tally: Tally,
    /// Its actions by level; an action of two levels counts in both.
    pub levels: Vec<LevelCount>,
}

/// Sums up effective permissions by service, in the catalogue's order.
pub fn summarize(effective: &Effective) -> Vec<ServiceSummary> {
    catalog().services().iter().map(|service| summary(service, effective)).collect()
}

fn summary(service: &'static Service, effective: &Effective) -> ServiceSummary {
    let mut tally = Tally::default();
    let mut levels: Vec<LevelCount> = AccessLevel::ALL
        .into_iter()
        .map(|level| LevelCount { level, tally: Tally::default() })
        .collect();
    for action in service.actions() {
        let access = effective.access(action);
        tally.count(access);
        for count in &mut levels {
            if action.levels().contains(count.level) {
                count.tally.count(access);
            }
        }
    }
    ServiceSummary { service, tally, levels }
}
