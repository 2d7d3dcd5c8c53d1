//! What is told of a policy below its text: what is wrong with it, where it is attached, whom it reaches.

use std::collections::BTreeMap;

use super::listed::{Kept, Listed};
use super::marks::Mark;
use crate::org::{AccountId, ManagedPolicy, NodeId, Organization, Policy};
use crate::tui::phrase::Phrase;
use crate::tui::screen::organization::accounts;
use crate::tui::theme::Meaning;
use crate::tui::widget::panel::Entry;

/// Accounts up to which they are named and not only counted.
const NAMED: usize = 60;

/// What is told of a policy with these marks.
pub fn telling(listed: &Listed, marks: &[Mark], organization: &Organization) -> Vec<Entry> {
    let mut entries: Vec<Entry> = marks.iter().flat_map(Mark::entries).collect();
    if !entries.is_empty() {
        entries.push(Entry::Gap);
    }
    match &listed.kept {
        Kept::Organization(policy) => entries.extend(of_organization(policy, organization)),
        Kept::Managed(policy) => entries.extend(of_account(policy, organization)),
    }
    entries
}

fn of_organization(policy: &Policy, organization: &Organization) -> Vec<Entry> {
    let mut entries = Vec::new();
    if !policy.description.is_empty() {
        entries.push(Entry::Prose(policy.description.clone(), Meaning::Muted));
    }
    let targets: Vec<&NodeId> = organization.targets_of(&policy.id).collect();
    if targets.is_empty() {
        entries.push(Entry::Prose("It is attached nowhere.".to_owned(), Meaning::Muted));
        return entries;
    }
    let mut reached: BTreeMap<AccountId, String> = BTreeMap::new();
    for node in targets {
        let below = accounts(node, organization);
        let path = match node {
            NodeId::Root(_) => "Root".to_owned(),
            NodeId::Ou(_) | NodeId::Account(_) => organization.display_path(node),
        };
        let count = match node {
            NodeId::Account(_) => String::new(),
            NodeId::Root(_) | NodeId::Ou(_) => format!("  {}", counted(below.len())),
        };
        entries.push(Entry::Line(Phrase::sign(Meaning::Direct, path).and(count, Meaning::Muted)));
        reached.extend(below.iter().map(|account| (account.id, account.name.clone())));
    }
    let unbound = policy.policy_type.authorizes()
        && reached.remove(&organization.foundation().management).is_some();
    entries.push(Entry::Gap);
    entries.push(Entry::Head(format!("Reaches {}", counted(reached.len()))));
    if reached.len() <= NAMED {
        let names: Vec<String> = reached.into_values().collect();
        entries.push(Entry::Prose(names.join(", "), Meaning::Text));
    }
    if unbound {
        let text = "The management account is below it too, and is not bound by it.";
        entries.push(Entry::Prose(text.to_owned(), Meaning::Muted));
    }
    entries
}

fn of_account(policy: &ManagedPolicy, organization: &Organization) -> Vec<Entry> {
    let mut entries = vec![Entry::Field("ARN", policy.arn.to_string().into())];
    let versions = format!("{}, of {} kept", policy.default_version, policy.versions.len());
    entries.push(Entry::Field("Version", versions.into()));
    if !policy.description.is_empty() {
        entries.push(Entry::Prose(policy.description.clone(), Meaning::Muted));
    }
    entries.push(Entry::Gap);
    let Ok(account) = policy.arn.account().parse::<AccountId>() else { return entries };
    let mut used = false;
    for carrier in organization.carriers_in(account) {
        if carrier.policies().managed.contains(&policy.arn) {
            entries.push(Entry::Line(Phrase::sign(Meaning::Direct, carrier.title())));
            used = true;
        }
        if carrier.boundary() == Some(&policy.arn) {
            let line = Phrase::sign(Meaning::Info, carrier.title());
            entries.push(Entry::Line(line.and("  as its boundary", Meaning::Muted)));
            used = true;
        }
    }
    if !used {
        entries.push(Entry::Prose("It is attached to nobody.".to_owned(), Meaning::Muted));
    }
    entries
}

fn counted(accounts: usize) -> String {
    match accounts {
        1 => "1 account".to_owned(),
        many => format!("{many} accounts"),
    }
}
