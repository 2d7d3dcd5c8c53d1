//! What is to be known of a node of the tree, tab by tab.

use crate::org::{Account, AccountState, JoinedMethod, NodeId, Organization, PolicyType, Tags};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;
use crate::tui::widget::panel::Entry;

/// The tabs of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What it is.
    Overview,
    /// Which policies reach it, and from where.
    Policies,
    /// Its tags.
    Tags,
}

impl Tab {
    /// Every tab, in order.
    pub const ALL: &'static [Self] = &[Self::Overview, Self::Policies, Self::Tags];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Policies => "Policies",
            Self::Tags => "Tags",
        }
    }
}

/// What a tab says of a node.
pub fn facts(node: &NodeId, tab: Tab, organization: &Organization) -> Vec<Entry> {
    match tab {
        Tab::Overview => overview(node, organization),
        Tab::Policies => policies(node, organization),
        Tab::Tags => tags(node, organization),
    }
}

/// How people call the state of an account.
pub fn state_name(state: AccountState) -> &'static str {
    match state {
        AccountState::PendingActivation => "pending activation",
        AccountState::Active => "active",
        AccountState::Suspended => "suspended",
        AccountState::PendingClosure => "pending closure",
        AccountState::Closed => "closed",
    }
}

fn overview(node: &NodeId, organization: &Organization) -> Vec<Entry> {
    let mut entries = vec![
        Entry::Field("Id", node.to_string().into()),
        Entry::Field("Path", organization.display_path(node).into()),
    ];
    match node {
        NodeId::Account(id) => {
            if let Some(account) = organization.accounts().get(id) {
                entries.extend(account_facts(account));
            }
        }
        NodeId::Root(_) | NodeId::Ou(_) => {
            let below = |inner: &NodeId| organization.path(inner).contains(node);
            let accounts =
                organization.accounts().iter().filter(|a| below(&NodeId::Account(a.id))).count();
            let units =
                organization.ous().iter().filter(|ou| below(&NodeId::Ou(ou.id.clone()))).count();
            let inside = if matches!(node, NodeId::Ou(_)) { units - 1 } else { units };
            entries.push(Entry::Field("Accounts", accounts.to_string().into()));
            entries.push(Entry::Field("Units", inside.to_string().into()));
        }
    }
    entries
}

fn account_facts(account: &Account) -> Vec<Entry> {
    let meaning = if account.state.usable() { Meaning::Success } else { Meaning::Warning };
    let joined = match account.joined.method {
        JoinedMethod::Created => "created",
        JoinedMethod::Invited => "invited",
    };
    let mut entries = vec![
        Entry::Field("Email", account.email.as_str().into()),
        Entry::Field("State", Phrase::sign(meaning, state_name(account.state))),
        Entry::Field(
            "Joined",
            format!("{} ({joined})", account.joined.at.format("%Y-%m-%d")).into(),
        ),
    ];
    if let Some(alias) = &account.settings.alias {
        entries.push(Entry::Field("Alias", alias.as_str().into()));
    }
    if let Some(vended) = &account.settings.vended {
        entries.push(Entry::Field("Template", vended.template.as_str().into()));
    }
    entries
}

fn policies(node: &NodeId, organization: &Organization) -> Vec<Entry> {
    let mut entries = Vec::new();
    for kind in PolicyType::ALL {
        let levels = organization.reaching(node, kind);
        if levels.iter().all(|level| level.policies.is_empty()) {
            continue;
        }
        if !entries.is_empty() {
            entries.push(Entry::Gap);
        }
        entries.push(Entry::Head(kind.short_name().to_owned()));
        for level in levels {
            let (meaning, from) = if level.node == *node {
                (Meaning::Direct, "attached here".to_owned())
            } else {
                (Meaning::Inherited, format!("from {}", organization.node_name(&level.node)))
            };
            entries.extend(level.policies.iter().map(|policy| {
                let name = Phrase::sign(meaning, &policy.name);
                Entry::Line(name.and(format!("  {from}"), Meaning::Muted))
            }));
        }
    }
    if entries.is_empty() {
        entries.push(Entry::Prose("No policy reaches it.".to_owned(), Meaning::Muted));
    }
    entries
}

fn tags(node: &NodeId, organization: &Organization) -> Vec<Entry> {
    let line = |(key, value): (&str, &str)| {
        Entry::Line(
            Phrase::of(key, Meaning::Label).and("  ", Meaning::Text).and(value, Meaning::Text),
        )
    };
    let lines = |tags: &Tags| tags.iter().map(line).collect::<Vec<_>>();
    let entries = match node {
        NodeId::Root(_) => lines(&organization.foundation().root_tags),
        NodeId::Ou(id) => organization.ous().get(id).map_or_else(Vec::new, |ou| lines(&ou.tags)),
        NodeId::Account(id) => {
            organization.accounts().get(id).map_or_else(Vec::new, |a| lines(&a.tags))
        }
    };
    if entries.is_empty() {
        return vec![Entry::Prose("It has no tags.".to_owned(), Meaning::Muted)];
    }
    entries
}
