//! Facts about AWS as embedded data. Knows nothing of this program.
//!
//! [`catalog()`] is the service authorization reference, [`managed_policy`] the AWS managed policies,
//! [`quota`] the limits, [`known_control`] Control Tower's controls, [`global_key`] the condition keys that
//! any request may have. Each is unpacked when it is first asked for: starting the program costs nothing.
//! `docs/refresh-catalog.py` writes the data; `data/NOTICE` names their sources and licences.

mod action;
mod condition_key;
mod control;
mod decode;
mod embedded;
mod global;
mod managed;
mod quota;
mod service;
mod template;
#[cfg(test)]
mod tests;

use std::{cmp::Ordering, collections::BTreeSet, ops::Index, sync::OnceLock};

use chrono::{DateTime, Utc};

pub use action::{AccessLevel, AccessLevels, Action, ActionId, Need, ResourceUse};
pub use condition_key::{Cardinality, ConditionKey, ValueType};
pub use control::{
    Behavior, Deployment, Guidance, KnownControl, Mechanism, known_control, known_controls,
};
pub use global::{GlobalKey, Origin, Sensitivity, global_key, global_keys, home_region};
pub use managed::{ManagedPolicy, managed_policies, managed_policies_named, managed_policy};
pub use quota::{Limit, Quota, Unit, quota};
pub use service::{ArnForm, ResourceType, Service};

/// All services that IAM knows, with their actions, resource types and condition keys.
#[derive(Debug)]
pub struct Catalog {
    source: &'static str,
    updated: DateTime<Utc>,
    services: Vec<Service>,
    actions: &'static [Action],
    rcp: Vec<&'static str>,
}

/// The catalogue this program was built with.
pub fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(decode::catalog)
}

impl Catalog {
    /// The package and version the facts come from.
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// When the facts were collected.
    pub fn updated(&self) -> DateTime<Utc> {
        self.updated
    }

    /// All services, sorted by prefix.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// The service with this prefix, whatever its case.
    pub fn service(&self, prefix: &str) -> Option<&Service> {
        let found = self.services.binary_search_by(|service| action::order(service.prefix, prefix));
        found.ok().map(|at| &self.services[at])
    }

    /// All actions of all services, in the order of lower-case full names, so that the actions which
    /// begin alike stand together and [`ActionId`] is the place in this slice.
    pub fn actions(&self) -> &'static [Action] {
        self.actions
    }

    /// The action with this full name, whatever its case.
    pub fn action(&self, full_name: &str) -> Option<&'static Action> {
        let found =
            self.actions.binary_search_by(|action| action::order(action.full_name(), full_name));
        found.ok().map(|at| &self.actions[at])
    }

    /// The actions whose full name begins with `start`, whatever its case.
    pub fn actions_starting_with(&self, start: &str) -> &'static [Action] {
        let place = |action: &Action| {
            let name = action.full_name().as_bytes();
            let head = name.iter().take(start.len()).map(u8::to_ascii_lowercase);
            head.cmp(start.bytes().map(|b| b.to_ascii_lowercase()))
        };
        let from = self.actions.partition_point(|action| place(action) == Ordering::Less);
        let to = self.actions.partition_point(|action| place(action) != Ordering::Greater);
        &self.actions[from..to]
    }

    /// The condition key that `key` is or is an instance of: a global one, or one of any service.
    pub fn condition_key(&self, key: &str) -> Option<&ConditionKey> {
        let of_namesake = || self.service(key.split_once(':')?.0)?.condition_key(key);
        let of_any = || self.services.iter().find_map(|service| service.condition_key(key));
        global_key(key).map(GlobalKey::key).or_else(of_namesake).or_else(of_any)
    }

    /// Every condition key that `action` has, of its own or by the resource types it can be used on,
    /// beside the global ones. Sorted by name.
    pub fn condition_keys_of(&self, action: &Action) -> Vec<&ConditionKey> {
        let Some(service) = self.service(action.service()) else { return Vec::new() };
        let names: BTreeSet<&'static str> = service.key_names(action).collect();
        names.into_iter().filter_map(|name| service.named_key(name)).collect()
    }

    /// Whether `action` has a condition key that `key`, in lower case, is or is an instance of, beside
    /// the global ones.
    pub fn carries(&self, action: &Action, key: &str) -> bool {
        self.service(action.service()).is_some_and(|service| {
            let known = service.key_names(action).filter_map(|name| service.named_key(name));
            known.into_iter().any(|known| known.covers_lower(key))
        })
    }

    /// Whether resource control policies can restrict the service's actions (E-33). AWS's page prints
    /// `opensearch` for the service whose prefix is `es`; both count (U-9).
    pub fn restricted_by_rcp(&self, prefix: &str) -> bool {
        let printed = if prefix.eq_ignore_ascii_case("es") { "opensearch" } else { prefix };
        self.rcp.iter().any(|known| known.eq_ignore_ascii_case(printed))
    }
}

impl Index<ActionId> for Catalog {
    type Output = Action;

    fn index(&self, id: ActionId) -> &Action {
        &self.actions[id.index()]
    }
}
