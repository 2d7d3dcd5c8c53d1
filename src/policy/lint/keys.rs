//! Condition keys: which one a written key is, and what a test of it settles.

use std::collections::HashSet;

use crate::{
    catalog::{Action, ConditionKey, ResourceType, Service, catalog, global_key},
    policy::condition::{ConditionCell, Operator},
};

/// What a written key turns out to be.
pub enum Known {
    /// A key of the catalogue.
    Key(&'static ConditionKey),
    /// A claim of an identity provider, which the catalogue cannot know.
    Claim,
    /// Not of the form `service:key`.
    Malformed,
    /// It begins with `aws:`, and is none.
    NoGlobal,
    /// It begins with another prefix, and is none.
    NoOther,
}

/// Which key a text is.
pub fn known(text: &str) -> Known {
    let Some((prefix, name)) = text.split_once(':').filter(|(p, n)| !p.is_empty() && !n.is_empty())
    else {
        return Known::Malformed;
    };
    if let Some(key) = catalog().condition_key(text) {
        return Known::Key(key);
    }
    // Providers are hosts, perhaps with a path: `token.actions.githubusercontent.com:sub`.
    if prefix.contains('.') || prefix.eq_ignore_ascii_case("saml") || name.contains(':') {
        Known::Claim
    } else if prefix.eq_ignore_ascii_case("aws") {
        Known::NoGlobal
    } else {
        Known::NoOther
    }
}

/// Whether requests of any of these actions of a service can carry a key: all can carry a global one.
pub fn carried(key: &str, service: &Service, actions: &[&Action]) -> bool {
    if global_key(key).is_some() {
        return true;
    }
    let Some(name) = service.condition_key(key).map(ConditionKey::name) else { return false };
    let kinds = service.resource_types().iter().filter(|it| it.condition_keys().contains(&name));
    let kinds: HashSet<&str> = kinds.map(ResourceType::name).collect();
    actions.iter().any(|action| {
        action.condition_keys().contains(&name)
            || action
                .resource_types()
                .iter()
                .any(|each| kinds.contains(each.name()) || each.condition_keys().contains(&name))
    })
}

/// Keys whose fixed value ties a grant to someone trusted (Y-8).
const PINNING: [&str; 20] = [
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceowner",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourcevpc",
    "aws:sourcevpcarn",
    "aws:sourcevpce",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
    "aws:sourceip",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "kms:calleraccount",
];

/// Whether a condition holds only for fixed values of a key that tells who asks or from where.
pub fn pins(cell: &ConditionCell) -> bool {
    let fixed = |text: &str| !matches!(text, "*" | "0.0.0.0/0" | "::/0") && !text.is_empty();
    let restricts = cell.operator.is_none_or(Operator::restricts);
    PINNING.contains(&&*cell.lower)
        && restricts
        && cell.values.iter().all(|value| fixed(&value.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_belong_to_actions() {
        let carried = |key, action| {
            let action = catalog().action(action).unwrap();
            carried(key, catalog().service(action.service()).unwrap(), &[action])
        };
        assert!(carried("s3:prefix", "s3:ListBucket") && !carried("s3:prefix", "s3:GetObject"));
        assert!(carried("aws:SourceIp", "s3:GetObject"));
        assert!(carried("aws:ResourceTag/team", "ec2:StartInstances"));
        assert!(!carried("s3:prefix", "ec2:StartInstances"));
    }

    #[test]
    fn a_claim_is_no_mistake() {
        assert!(matches!(known("token.actions.githubusercontent.com:sub"), Known::Claim));
        assert!(matches!(known("aws:PrincipleArn"), Known::NoGlobal));
        assert!(matches!(known("s3:nothing"), Known::NoOther));
        assert!(matches!(known("prefix"), Known::Malformed));
    }
}
