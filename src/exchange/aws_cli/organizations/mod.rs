//! `organizations`: the tree, the accounts, the organization's policies and their attachments.

mod accounts;
mod delegation;
mod foundation;
mod places;
mod policies;

use std::collections::BTreeMap;

use super::{dump::Dump, report::ImportReport};
use crate::org::{
    Account, AccountId, Attachments, DelegatedAdministrator, Foundation, Ou, Policy, Record, Tags,
};
use places::Places;

/// What the Organizations API tells.
pub(super) struct Structure {
    pub foundation: Foundation,
    /// Such as `aws` or `aws-cn`.
    pub partition: String,
    pub accounts: BTreeMap<AccountId, Account>,
    units: Vec<Ou>,
    policies: Vec<Policy>,
    attachments: Vec<Attachments>,
    administrators: Vec<DelegatedAdministrator>,
}

/// Something about the organization as a whole that no answer tells.
pub(super) struct Untold {
    pub what: &'static str,
    pub command: &'static str,
}

impl Untold {
    pub(super) const ORGANIZATION: Self = Self {
        what: "which organization it is of",
        command: "aws organizations describe-organization",
    };
    const ROOT: Self =
        Self { what: "the root of the tree", command: "aws organizations list-roots" };
}

/// Reads all answers of the Organizations API.
pub(super) fn read(dump: &mut Dump, report: &mut ImportReport) -> Result<Structure, Untold> {
    let mut tags = read_tags(dump, report);
    let mut places = Places::default();
    let delegated = delegation::read(dump, report);
    let mut listed = accounts::read(dump, &mut places, report);
    listed.extend(delegated.accounts);
    places.read(dump, report);
    let policies = policies::read(dump, &mut tags, report);
    for (unit, name) in &policies.units {
        places.name(unit.clone(), Some(name.clone()));
    }
    let whole = foundation::read(dump, &listed, &places, &mut tags, report)?;
    let root = &whole.foundation.root;
    let accounts = accounts::settle(listed, &places, root, &mut tags, report);
    let units = places.settle(root, &mut tags, report);
    Ok(Structure {
        accounts,
        units,
        policies: policies.policies,
        attachments: policies.attachments,
        administrators: delegated.administrators,
        partition: whole.partition,
        foundation: whole.foundation,
    })
}

impl Structure {
    /// Everything as records.
    pub fn into_records(self) -> impl Iterator<Item = Record> {
        std::iter::once(Record::Foundation(self.foundation))
            .chain(self.units.into_iter().map(Record::Ou))
            .chain(self.accounts.into_values().map(Record::Account))
            .chain(self.policies.into_iter().map(Record::Policy))
            .chain(self.attachments.into_iter().map(Record::Attachments))
            .chain(self.administrators.into_iter().map(Record::DelegatedAdministrator))
    }
}

/// Tags by the id of what carries them (J-18).
fn read_tags(dump: &mut Dump, report: &mut ImportReport) -> BTreeMap<String, Tags> {
    let mut tags: BTreeMap<String, Tags> = BTreeMap::new();
    for answer in dump.take("organizations", "list-tags-for-resource", report) {
        let Some(id) = answer.about::<String>("resource-id", report) else { continue };
        let Some(list) = answer.one("Tags", report) else { continue };
        let read = answer.reading(report).tags("Tags", list);
        tags.entry(id).or_default().0.extend(read.0);
    }
    tags
}
