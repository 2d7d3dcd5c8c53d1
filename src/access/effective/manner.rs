//! How the rules beside all policies treat an action: actions that they treat alike can share an
//! answer.

use crate::{
    access::{derive, special},
    catalog::{self, Action, ActionId},
};

use super::action_set::names;

/// How an action is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Manner {
    /// Whether RCPs restrict it (E-33).
    pub restricted: bool,
    /// The region that answers wherever the resource is (7.2).
    pub home: Option<&'static str>,
    /// The service, where its requests have keys of their own (7.2).
    pub own_keys: Option<&'static str>,
    /// Whether SCPs do not bind it (E-43).
    pub beyond_scps: bool,
    /// Whether the resource's policy can let callers of other accounts do it (Z-23, Z-36).
    pub crosses_accounts: bool,
    /// Whether root repairs a policy by it that forbids it (E-27).
    pub repairs_policy: bool,
    /// Which rules of its own it has (section 9).
    pub rules: Rules,
}

/// Rules for single actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rules {
    /// None.
    Usual,
    /// IAM, which keeps some roles and policies for AWS (Z-13).
    Iam {
        /// Whether it changes anything.
        writes: bool,
        /// Whether customers can do it with service-linked roles (Z-12).
        on_linked: bool,
    },
    /// It is like no other.
    Single(ActionId),
}

/// The manner of a catalogued action.
pub fn manner(action: &'static Action) -> Manner {
    let name = &names()[action.id().index()];
    let single = match action.service() {
        "sts" | "organizations" => true,
        "kms" => name.lower() == "kms:retiregrant" || name.lower().ends_with("alias"),
        "s3" => name.lower() == "s3:listallmybuckets",
        _ => derive::tells_no_owner(name),
    };
    let rules = match action.service() {
        _ if single => Rules::Single(action.id()),
        "iam" => Rules::Iam {
            writes: special::writes(name),
            on_linked: special::open_on_service_linked(name),
        },
        _ => Rules::Usual,
    };
    Manner {
        restricted: catalog::catalog().restricted_by_rcp(action.service()),
        home: catalog::home_region(action.service()),
        own_keys: derive::has_own_keys(action.service()).then(|| action.service()),
        beyond_scps: special::is_beyond_scps(action.service()),
        crosses_accounts: special::crosses_accounts(name),
        repairs_policy: special::repairs_policy(name),
        rules,
    }
}
