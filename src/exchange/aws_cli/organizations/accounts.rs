//! The member accounts and their state (J-14, O-10).

use std::collections::{BTreeMap, btree_map::Entry};

use chrono::DateTime;
use serde::Deserialize;

use super::places::Places;
use crate::exchange::aws_cli::{
    dump::{Answer, Dump},
    lenient::{Field, List, Reading},
    report::ImportReport,
    time::Moment,
};
use crate::org::{
    Account, AccountId, AccountSettings, AccountState, Joined, JoinedMethod, NodeId, ParentId,
    RootId, Tags,
};
use crate::policy::Arn;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Shape {
    id: AccountId,
    #[serde(default)]
    arn: Field<Arn>,
    #[serde(default)]
    name: Field<String>,
    #[serde(default)]
    email: Field<String>,
    #[serde(default)]
    state: Field<AccountState>,
    #[serde(default)]
    status: Field<AccountState>,
    #[serde(default)]
    joined_method: Field<JoinedMethod>,
    #[serde(default)]
    joined_timestamp: Field<Moment>,
    #[serde(default)]
    paths: List<String>,
}

/// An account as an answer lists it; what it does not tell may be told by another.
pub(super) struct Listed {
    pub id: AccountId,
    /// Its ARN carries the management account and the organization (O-7).
    pub arn: Option<Arn>,
    name: Option<String>,
    email: Option<String>,
    state: Option<AccountState>,
    method: Option<JoinedMethod>,
    joined: Option<Moment>,
    paths: Vec<String>,
}

impl Listed {
    /// What an answer tells of an account. State counts before the older Status (O-10).
    pub fn from_shape(shape: Shape, reading: &mut Reading<'_>) -> Self {
        let state = reading.field("State", shape.state);
        let status = reading.field("Status", shape.status);
        Self {
            id: shape.id,
            arn: reading.field("Arn", shape.arn),
            name: reading.field("Name", shape.name),
            email: reading.field("Email", shape.email),
            state: state.or(status),
            method: reading.field("JoinedMethod", shape.joined_method),
            joined: reading.field("JoinedTimestamp", shape.joined_timestamp),
            paths: reading.list("Paths", shape.paths),
        }
    }

    fn bare(id: AccountId) -> Self {
        Self {
            id,
            arn: None,
            name: None,
            email: None,
            state: None,
            method: None,
            joined: None,
            paths: Vec::new(),
        }
    }

    fn complete(&mut self, other: Self) {
        self.arn = self.arn.take().or(other.arn);
        self.name = self.name.take().or(other.name);
        self.email = self.email.take().or(other.email);
        self.state = self.state.or(other.state);
        self.method = self.method.or(other.method);
        self.joined = self.joined.or(other.joined);
    }
}

/// Reads the answers that list accounts, and what they tell of the accounts' places.
pub(super) fn read(dump: &mut Dump, places: &mut Places, report: &mut ImportReport) -> Vec<Listed> {
    let mut listed = Vec::new();
    for answer in dump.take("organizations", "list-accounts", report) {
        listed.extend(of_list(&answer, report));
    }
    for answer in dump.take("organizations", "list-accounts-for-parent", report) {
        let accounts = of_list(&answer, report);
        if let Some(parent) = answer.about::<ParentId>("parent-id", report) {
            for account in &accounts {
                places.put(NodeId::Account(account.id), parent.clone());
            }
        }
        listed.extend(accounts);
    }
    for answer in dump.take("organizations", "describe-account", report) {
        if let Some(shape) = answer.one::<Shape>("Account", report) {
            listed.push(Listed::from_shape(shape, &mut answer.reading(report)));
        }
    }
    for path in listed.iter().flat_map(|account| &account.paths) {
        places.learn_path(Some(path));
    }
    listed
}

fn of_list(answer: &Answer, report: &mut ImportReport) -> Vec<Listed> {
    let mut listed = Vec::new();
    answer.each::<Shape>("Accounts", report, |shape, reading| {
        listed.push(Listed::from_shape(shape, reading));
    });
    listed
}

/// The accounts, each from all that the answers tell of it.
pub(super) fn settle(
    listed: Vec<Listed>,
    places: &Places,
    root: &RootId,
    tags: &mut BTreeMap<String, Tags>,
    report: &mut ImportReport,
) -> BTreeMap<AccountId, Account> {
    let mut known: BTreeMap<AccountId, Listed> = BTreeMap::new();
    for account in listed.into_iter().chain(places.accounts().map(Listed::bare)) {
        match known.entry(account.id) {
            Entry::Vacant(place) => {
                place.insert(account);
            }
            Entry::Occupied(mut known) => known.get_mut().complete(account),
        }
    }
    known
        .into_values()
        .map(|account| {
            let parent = places.parent(&NodeId::Account(account.id), root, report);
            let tags = tags.remove(&account.id.to_string()).unwrap_or_default();
            (account.id, settled(account, parent, tags, report))
        })
        .collect()
}

fn settled(account: Listed, parent: ParentId, tags: Tags, report: &mut ImportReport) -> Account {
    let id = account.id;
    let mut assume = |what: &str| {
        report.assumed(format_args!("account {id}"), format_args!("no answer tells {what}"));
    };
    let name = account.name.unwrap_or_else(|| {
        assume("its name: its id stands for it");
        id.to_string()
    });
    let email = account.email.unwrap_or_else(|| {
        assume("its address: it is left empty");
        String::new()
    });
    let state = account.state.unwrap_or_else(|| {
        assume("its state: it is taken to be active");
        AccountState::Active
    });
    let method = account.method.unwrap_or_else(|| {
        assume("how it joined: it is taken to be created here");
        JoinedMethod::Created
    });
    let at = account.joined.map_or_else(
        || {
            assume("when it joined: 1970 stands for it");
            DateTime::UNIX_EPOCH
        },
        |moment| moment.0,
    );
    let settings = AccountSettings::default();
    Account { id, name, email, parent, state, joined: Joined { method, at }, tags, settings }
}
