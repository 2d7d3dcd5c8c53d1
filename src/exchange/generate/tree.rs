//! The tree: the units that platform teams build, business units below them, and the accounts.

use super::Maker;
use crate::org::{
    Account, AccountSettings, AccountState, Joined, JoinedMethod, NodeId, Ou, OuId, ParentId,
    PublicAccessBlock, Record, Tags,
};

/// What a unit is for, which decides what is attached to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Log archive, audit, security tooling.
    Security,
    /// Networks and shared services.
    Infrastructure,
    /// All workloads.
    Workloads,
    /// A business unit within the workloads.
    Business,
    /// Production of a business unit.
    Production,
    /// Everything before production.
    Development,
    /// Accounts to try things in.
    Sandbox,
    /// Accounts that are on their way out.
    Suspended,
}

/// The tree as it stands.
pub struct Tree {
    /// Every unit, parents before children.
    pub units: Vec<(NodeId, Purpose)>,
    /// Every account's node, and what its unit is for.
    pub accounts: Vec<(NodeId, Purpose)>,
}

/// Plants units and accounts.
pub fn plant(maker: &mut Maker) -> Option<Tree> {
    let root = ParentId::Root(maker.root.parse().ok()?);
    let mut planter = Planter { maker, units: Vec::new() };
    for (name, purpose) in [
        ("Security", Purpose::Security),
        ("Infrastructure", Purpose::Infrastructure),
        ("Sandbox", Purpose::Sandbox),
        ("Suspended", Purpose::Suspended),
    ] {
        planter.unit(name.to_owned(), root.clone(), purpose)?;
    }
    let workloads = planter.unit("Workloads".to_owned(), root.clone(), Purpose::Workloads)?;
    let mut number = 0;
    while planter.units.len() < planter.maker.counts.units {
        number += 1;
        let parent = ParentId::Ou(workloads.clone());
        let business = planter.unit(format!("Unit{number:03}"), parent, Purpose::Business)?;
        for (name, purpose) in [("Prod", Purpose::Production), ("Dev", Purpose::Development)] {
            planter.unit(name.to_owned(), ParentId::Ou(business.clone()), purpose)?;
        }
    }
    let units = planter.units;
    let accounts = accounts(maker, &units)?;
    Some(Tree {
        units: units.into_iter().map(|(id, purpose)| (NodeId::Ou(id), purpose)).collect(),
        accounts,
    })
}

struct Planter<'m> {
    maker: &'m mut Maker,
    units: Vec<(OuId, Purpose)>,
}

impl Planter<'_> {
    fn unit(&mut self, name: String, parent: ParentId, purpose: Purpose) -> Option<OuId> {
        let id: OuId = format!("ou-gen0-{:08}", self.units.len()).parse().ok()?;
        self.maker.put(Record::Ou(Ou { id: id.clone(), parent, name, tags: Tags::default() }));
        self.units.push((id.clone(), purpose));
        Some(id)
    }
}

fn accounts(maker: &mut Maker, units: &[(OuId, Purpose)]) -> Option<Vec<(NodeId, Purpose)>> {
    let of = |wanted: &[Purpose]| -> Vec<OuId> {
        let fitting = units.iter().filter(|(_, purpose)| wanted.contains(purpose));
        fitting.map(|(id, _)| id.clone()).collect()
    };
    let homes = [
        (Purpose::Security, of(&[Purpose::Security]), 2),
        (Purpose::Infrastructure, of(&[Purpose::Infrastructure]), 4),
        (Purpose::Sandbox, of(&[Purpose::Sandbox]), 12),
        (Purpose::Suspended, of(&[Purpose::Suspended]), 2),
        (Purpose::Development, of(&[Purpose::Development]), 45),
        (Purpose::Production, of(&[Purpose::Production]), 35),
    ];
    let mut nodes = Vec::new();
    for (number, id) in maker.accounts.clone().into_iter().enumerate() {
        let (parent, purpose) = if number == 0 {
            (ParentId::Root(maker.root.parse().ok()?), Purpose::Security)
        } else {
            // The first accounts see to it that every kind of unit has one.
            let mut fall = maker.dice.below(100);
            let home = homes.get(number - 1).or_else(|| {
                homes.iter().find(|(_, _, share)| {
                    let found = fall < *share;
                    fall = fall.saturating_sub(*share);
                    found
                })
            });
            let (purpose, units, _) = home.unwrap_or(&homes[0]);
            (ParentId::Ou(units.get(maker.dice.below(units.len()))?.clone()), *purpose)
        };
        let state = match purpose {
            Purpose::Suspended => AccountState::Suspended,
            _ => AccountState::Active,
        };
        let blocked = maker.dice.percent(70);
        maker.put(Record::Account(Account {
            id,
            name: format!("{}-{number:05}", word(purpose)),
            email: format!("aws+{number:05}@generated.example"),
            parent,
            state,
            joined: Joined {
                method: JoinedMethod::Created,
                at: "2023-01-01T00:00:00Z".parse().ok()?,
            },
            tags: Tags::from_iter([("env", word(purpose))]),
            settings: AccountSettings {
                public_access_block: blocked.then_some(PublicAccessBlock {
                    block_public_acls: true,
                    ignore_public_acls: true,
                    block_public_policy: true,
                    restrict_public_buckets: true,
                }),
                ..AccountSettings::default()
            },
        }));
        nodes.push((NodeId::Account(id), purpose));
    }
    Some(nodes)
}

fn word(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Security => "security",
        Purpose::Infrastructure => "shared",
        Purpose::Workloads | Purpose::Business | Purpose::Development => "dev",
        Purpose::Production => "prod",
        Purpose::Sandbox => "sandbox",
        Purpose::Suspended => "closed",
    }
}
