//! Whom a resource's policy and grants name, so that everyone else is one to them.

use std::collections::BTreeSet;

use foldhash::HashSet;

use super::depends::About;
use crate::{
    access::{Caller, Principal},
    org::{AccountId, KeyGrant, Organization},
    policy::{Arn, Document, Statement, principal::NamedPrincipal},
};

/// The callers that a resource's policy and grants tell from others.
#[derive(Debug, Default)]
pub struct Named {
    accounts: HashSet<AccountId>,
    /// ARNs and unique ids.
    names: HashSet<String>,
    /// The accounts that somebody with such a name is of.
    homes: HashSet<AccountId>,
    /// Whether somebody is named in a way that does not tell of which account: by a unique id.
    homeless: bool,
    services: BTreeSet<String>,
    /// Identity providers.
    federated: BTreeSet<String>,
    /// Whether everyone is meant, so that strangers are too.
    pub everyone: bool,
    /// Whether an account is named in a way that does not tell which (P-10).
    obscure: bool,
}

impl Named {
    /// Whom policies name in the statements that count, and whom grants do.
    pub fn by<'d>(
        policies: impl IntoIterator<Item = &'d Document>,
        grants: &[KeyGrant],
        about: About<'_>,
    ) -> Self {
        let statements = policies.into_iter().flat_map(Document::statements);
        let mut named = Self::by_statements(statements.filter(|statement| about.covers(statement)));
        for grant in grants {
            for name in std::iter::once(&grant.grantee).chain(&grant.retiring) {
                named.add_name(name);
                if name.ends_with(".amazonaws.com") {
                    named.services.insert(name.clone());
                }
            }
        }
        named
    }

    /// Whom some statements name.
    pub fn by_statements<'p>(statements: impl Iterator<Item = &'p Statement>) -> Self {
        let mut named = Self::default();
        let elements = statements.filter_map(|statement| statement.principal.as_ref());
        for entry in elements.flat_map(|element| &element.entries) {
            named.add(&entry.named);
        }
        named
    }

    /// Takes in whom something else names.
    pub fn join(&mut self, other: Self) {
        self.accounts.extend(other.accounts);
        self.names.extend(other.names);
        self.homes.extend(other.homes);
        self.homeless |= other.homeless;
        self.services.extend(other.services);
        self.everyone |= other.everyone;
        self.obscure |= other.obscure;
    }

    fn add(&mut self, principal: &NamedPrincipal) {
        match principal {
            NamedPrincipal::Everyone => self.everyone = true,
            NamedPrincipal::Account(id) => self.accounts.extend(id.parse::<AccountId>()),
            NamedPrincipal::Arn(name) | NamedPrincipal::UniqueId(name) => self.add_name(name),
            NamedPrincipal::Service(name) => {
                self.services.insert(name.to_string());
            }
            NamedPrincipal::CanonicalUser(_) => self.obscure = true,
            NamedPrincipal::Federated(provider) => {
                self.federated.insert(provider.to_string());
            }
            NamedPrincipal::Nobody => {}
        }
    }

    fn add_name(&mut self, name: &str) {
        match name.parse::<Arn>() {
            Ok(arn) => self.homes.extend(arn.account().parse::<AccountId>()),
            Err(_) => self.homeless = true,
        }
        self.names.insert(name.to_owned());
    }

    /// Whether principals of an account may be told from those of others.
    pub fn has_account(&self, account: AccountId) -> bool {
        self.obscure || self.accounts.contains(&account)
    }

    /// Whether anybody is named who is not a whole account.
    pub fn has_single(&self) -> bool {
        !self.names.is_empty()
    }

    /// Whether anybody in an account may be: unique ids do not tell which they are of.
    pub fn has_single_in(&self, account: AccountId) -> bool {
        self.homeless || self.homes.contains(&account)
    }

    /// Whether a caller is named by itself.
    pub fn means(&self, caller: &Caller) -> bool {
        let names = caller.names();
        self.has_single()
            && names.direct.iter().chain(&names.entity).any(|n| self.names.contains(n))
    }

    /// Strangers to the organization: those that are named, services and identity providers among
    /// them, one that stands for all that nobody names, and nobody.
    pub fn strangers(&self, organization: &Organization) -> Vec<Principal> {
        let outside = |account: &AccountId| !organization.accounts().contains(account);
        let root = |account: &AccountId| format!("arn:aws:iam::{account}:root");
        let accounts = self.accounts.iter().filter(|account| outside(account)).map(root);
        let stranger = (self.everyone || self.obscure).then(|| stranger(organization)).flatten();
        let arns = self.names.iter().cloned().chain(accounts).chain(stranger.as_ref().map(root));
        let mut found: Vec<Principal> = arns
            .filter_map(|arn| Principal::find(organization, &arn).ok())
            .filter(|principal| matches!(principal, Principal::Outsider(_)))
            .collect();
        found.extend(self.services.iter().cloned().map(Principal::Service));
        found.extend(self.federated.iter().cloned().map(Principal::Federated));
        found.push(Principal::Anonymous);
        found.sort();
        found.dedup();
        found
    }
}

/// An account that is not of the organization.
pub fn stranger(organization: &Organization) -> Option<AccountId> {
    let numbers = (0..).map(|number: u64| format!("{:012}", 999_999_999_999 - number));
    let mut accounts = numbers.filter_map(|text| text.parse::<AccountId>().ok());
    accounts.find(|account| !organization.accounts().contains(account))
}
