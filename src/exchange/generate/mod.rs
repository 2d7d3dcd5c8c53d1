//! Organizations made by dice, of any size up to the largest there are: for tests and measurements.
//!
//! They are meant to be like real ones: a tree of business units, guardrails attached by habit, a pool
//! of policy documents that nearly everybody shares, AWS's own managed policies, pipelines that assume
//! roles across accounts, resources that let others in, and a few things gone wrong. The same size and
//! seed give the same organization.

mod account;
mod dice;
mod documents;
mod guardrails;
mod people;
mod tree;

#[cfg(test)]
mod tests;

use std::fmt;

use dice::Dice;

use crate::org::{
    AccountId, FeatureSet, Foundation, Gathered, IdentityCenter, IdentitySource, Organization,
    PolicyType, Record, ServicePrincipal, Tags,
};
use crate::policy::Arn;

/// How large an organization is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// 25 accounts, a thousand roles.
    S,
    /// 300 accounts, 15,000 roles.
    M,
    /// 2,000 accounts, 100,000 roles.
    L,
    /// 10,000 accounts, half a million roles.
    XL,
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// How many of each thing there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Counts {
    accounts: usize,
    units: usize,
    roles: usize,
    assignments: usize,
    permission_sets: usize,
    people: usize,
    teams: usize,
    guardrails: usize,
    /// Distinct documents of customer managed policies.
    documents: usize,
    /// Customer managed policies, about.
    policies: usize,
}

impl Size {
    fn counts(self) -> Counts {
        match self {
            Self::S => Counts {
                accounts: 25,
                units: 12,
                roles: 1_000,
                assignments: 500,
                permission_sets: 12,
                people: 60,
                teams: 15,
                guardrails: 12,
                documents: 60,
                policies: 250,
            },
            Self::M => Counts {
                accounts: 300,
                units: 60,
                roles: 15_000,
                assignments: 20_000,
                permission_sets: 30,
                people: 1_500,
                teams: 200,
                guardrails: 40,
                documents: 400,
                policies: 5_000,
            },
            Self::L => Counts {
                accounts: 2_000,
                units: 300,
                roles: 100_000,
                assignments: 200_000,
                permission_sets: 60,
                people: 8_000,
                teams: 1_000,
                guardrails: 120,
                documents: 1_500,
                policies: 40_000,
            },
            Self::XL => Counts {
                accounts: 10_000,
                units: 1_000,
                roles: 500_000,
                assignments: 1_000_000,
                permission_sets: 100,
                people: 30_000,
                teams: 4_000,
                guardrails: 300,
                documents: 3_000,
                policies: 200_000,
            },
        }
    }
}

/// What the makers of the parts share.
struct Maker {
    dice: Dice,
    counts: Counts,
    gathered: Gathered,
    /// How many roles so far.
    roles: usize,
    root: &'static str,
    organization: &'static str,
    accounts: Vec<AccountId>,
}

impl Maker {
    fn management(&self) -> AccountId {
        self.accounts[0]
    }

    fn put(&mut self, record: Record) {
        self.roles += usize::from(matches!(record, Record::Role(_)));
        self.gathered.put(record);
    }
}

/// An organization of a size; nothing only when a text that is written here were no id.
pub fn generate(size: Size, seed: u64) -> Option<Organization> {
    let counts = size.counts();
    let mut dice = Dice::new(seed);
    let accounts = dice.account_ids(counts.accounts)?;
    let mut maker = Maker {
        dice,
        counts,
        gathered: Gathered::default(),
        roles: 0,
        root: "r-gen0",
        organization: "o-generated0",
        accounts,
    };
    foundation(&mut maker, size, seed)?;
    let tree = tree::plant(&mut maker)?;
    guardrails::attach(&mut maker, &tree)?;
    let pool = documents::pool(&mut maker);
    people::come(&mut maker, &pool)?;
    account::fill(&mut maker, &pool)?;
    maker.gathered.organization().ok()
}

fn foundation(maker: &mut Maker, size: Size, seed: u64) -> Option<()> {
    let service =
        |name: &str| -> Option<(ServicePrincipal, Option<_>)> { Some((name.parse().ok()?, None)) };
    maker.put(Record::Foundation(Foundation {
        id: maker.organization.parse().ok()?,
        name: format!("Generated {size}, seed {seed}"),
        management: maker.management(),
        features: FeatureSet::All,
        root: maker.root.parse().ok()?,
        root_tags: Tags::default(),
        policy_types: [PolicyType::ServiceControlPolicy, PolicyType::ResourceControlPolicy].into(),
        identity_center: Some(IdentityCenter {
            instance: "ssoins-0000000000000001".to_owned(),
            identity_store: "d-0000000001".to_owned(),
            region: "eu-west-1".to_owned(),
            source: IdentitySource::External,
            attributes: [("team".to_owned(), "${path:enterprise.department}".to_owned())].into(),
        }),
        trusted_services: ["sso.amazonaws.com", "cloudtrail.amazonaws.com", "config.amazonaws.com"]
            .into_iter()
            .map(service)
            .collect::<Option<_>>()?,
        delegation_policy: None,
        central_root_access: Some(true),
        granted_quotas: [].into(),
        clock: "2026-06-01T00:00:00Z".parse().ok(),
    }));
    Some(())
}

fn role_arn(account: AccountId, name: &str) -> String {
    format!("arn:aws:iam::{account}:role/{name}")
}

fn managed(name: &str) -> Option<Arn> {
    format!("arn:aws:iam::aws:policy/{name}").parse().ok()
}
