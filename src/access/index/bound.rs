//! Whether patterns of resources tell the accounts of an organization apart.

use std::collections::BTreeSet;

use crate::{
    org::AccountId,
    policy::{Statement, resource::ResourcePattern},
};

/// The accounts that resource patterns are bound to.
#[derive(Debug, Default, Clone)]
pub struct Bound {
    accounts: BTreeSet<AccountId>,
    /// Whether some pattern may fit any accounts at all.
    obscure: bool,
}

impl Bound {
    /// Those of some statements.
    pub fn of_statements<'p>(statements: impl Iterator<Item = &'p Statement>) -> Self {
        let mut bound = Self::default();
        let elements = statements.filter_map(|statement| statement.resource.as_ref());
        for pattern in elements.flat_map(|element| &element.patterns) {
            bound.add(pattern);
        }
        bound
    }

    fn add(&mut self, pattern: &ResourcePattern) {
        let wild = |text: &str| text.contains(['*', '?', '$']);
        let parts: Vec<&str> = pattern.text.splitn(6, ':').collect();
        // A star at the end of a part may run past colons (A-12), so whatever follows one that is
        // not a whole part may fall anywhere.
        let region = parts.get(3).copied().unwrap_or("*");
        let plain = region == "*" || !wild(region);
        match parts.as_slice() {
            ["*"] => {}
            [_, _, _] => {}
            [_, _, _, _] if plain => {}
            [_, _, _, _, account, ..] if plain && (*account == "*" || account.is_empty()) => {}
            [_, _, _, _, account, ..] if plain && !wild(account) => {
                self.accounts.extend(account.parse::<AccountId>());
            }
            _ => self.obscure = true,
        }
    }

    /// Whether the resources of an account may be told from those of others.
    pub fn tells(&self, account: AccountId) -> bool {
        self.obscure || self.accounts.contains(&account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Document;

    fn bound(resource: &str) -> Bound {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"*","Resource":"{resource}"}}]}}"#
        );
        Bound::of_statements(Document::new(&text).statements().iter())
    }

    #[test]
    fn a_pattern_is_bound_to_the_account_it_names() {
        let (named, other) = ("111111111111".parse().unwrap(), "222222222222".parse().unwrap());
        for blind in
            ["*", "arn:aws:s3:::logs-111111111111/*", "arn:aws:ec2:*:*:instance/*", "arn:aws:sqs"]
        {
            assert!(!bound(blind).tells(named), "{blind}");
        }
        let one = bound("arn:aws:iam::111111111111:role/x*");
        assert!(one.tells(named) && !one.tells(other));
        for obscure in ["arn:aws:ec2:*:1111*:instance/*", "arn:aws:ec2:eu-*:x", "a*"] {
            assert!(bound(obscure).tells(other), "{obscure}");
        }
        assert!(bound("arn:aws:ec2:*:${aws:PrincipalAccount}:x/*").tells(other));
    }
}
