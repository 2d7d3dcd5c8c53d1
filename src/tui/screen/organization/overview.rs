//! What is to be known of a node itself: identity, state, settings, guards, drift, tags.

use chrono::{DateTime, Utc};

use super::inside::accounts;
use super::spots::state_name;
use crate::catalog;
use crate::govern::Drift;
use crate::org::{
    Account, AccountId, AccountSettings, ControlStatus, DriftStatus, EnabledControl, Foundation,
    IdentitySource, JoinedMethod, MfaKind, NodeId, Organization, OuId, PasswordPolicy,
    RootCredentials, Tags,
};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;
use crate::tui::time::{age, day};
use crate::tui::widget::panel::Entry;
use crate::tui::world::World;

/// The ARN of a node (O-1 to O-4).
pub fn arn(node: &NodeId, foundation: &Foundation) -> String {
    let Foundation { id, management, .. } = foundation;
    let kind = match node {
        NodeId::Root(_) => "root",
        NodeId::Ou(_) => "ou",
        NodeId::Account(_) => "account",
    };
    format!("arn:{}:organizations::{management}:{kind}/{id}/{node}", foundation.partition())
}

/// What is to be known of a node; `drift` is that of the whole organization.
pub fn overview(node: &NodeId, drift: &[Drift], world: &World) -> Vec<Entry> {
    let organization = &*world.organization;
    let mut entries = vec![
        Entry::Field("Id", node.to_string().into()),
        Entry::Field("Path", organization.display_path(node).into()),
        Entry::Field("ARN", Phrase::of(arn(node, organization.foundation()), Meaning::Muted)),
    ];
    match node {
        NodeId::Root(_) => {
            entries.extend(counts(node, organization));
            entries.extend(whole(organization.foundation(), organization));
        }
        NodeId::Ou(id) => {
            entries.extend(counts(node, organization));
            entries.extend(controls(id, organization));
        }
        NodeId::Account(id) => {
            if let Some(account) = organization.accounts().get(id) {
                entries.extend(account_facts(account, world.now));
                entries.extend(administers(*id, organization));
                entries.extend(guarding(node, organization));
            }
        }
    }
    let drifted: Vec<&Drift> = drift.iter().filter(|drift| drift.node() == *node).collect();
    if !drifted.is_empty() {
        entries.extend([Entry::Gap, Entry::Head("Drift".to_owned())]);
        let told = drifted.into_iter().map(|drift| drift.describe(organization));
        entries.extend(told.map(|text| Entry::Prose(format!("! {text}"), Meaning::Warning)));
    }
    entries
}

/// The tags of a node.
pub fn tags(node: &NodeId, organization: &Organization) -> Vec<Entry> {
    let lines = |tags: &Tags| -> Vec<Entry> {
        let line = |(key, value): (&str, &str)| {
            Entry::Line(Phrase::of(format!("{key}  "), Meaning::Label).and(value, Meaning::Text))
        };
        tags.iter().map(line).collect()
    };
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

fn counts(node: &NodeId, organization: &Organization) -> [Entry; 2] {
    let inside = |unit: &NodeId| unit != node && organization.path(unit).contains(node);
    let units = organization.ous().iter().filter(|ou| inside(&NodeId::Ou(ou.id.clone()))).count();
    let accounts = accounts(node, organization).len();
    [
        Entry::Field("Accounts", accounts.to_string().into()),
        Entry::Field("Units", units.to_string().into()),
    ]
}

fn whole(foundation: &Foundation, organization: &Organization) -> Vec<Entry> {
    let management = organization.node_name(&NodeId::Account(foundation.management));
    let mut entries = vec![
        Entry::Gap,
        Entry::Head("Organization".to_owned()),
        Entry::Field("Id", foundation.id.to_string().into()),
        Entry::Field("Managed by", management.into()),
    ];
    if let Some(center) = &foundation.identity_center {
        let source = match center.source {
            IdentitySource::Directory => "its own directory",
            IdentitySource::External => "an external provider",
            IdentitySource::ActiveDirectory => "Active Directory",
        };
        let text = format!("{} in {}, users from {source}", center.instance, center.region);
        entries.push(Entry::Field("Sign-in", text.into()));
    }
    let kinds: Vec<&str> = foundation.policy_types.iter().map(|kind| kind.short_name()).collect();
    entries.push(Entry::Field("Policies", kinds.join(", ").into()));
    if let Some(clock) = foundation.clock {
        let text = format!("ages are counted to {}", day(clock));
        entries.push(Entry::Field("Clock", Phrase::of(text, Meaning::Muted)));
    }
    let trusted: Vec<String> =
        foundation.trusted_services.keys().map(ToString::to_string).collect();
    if !trusted.is_empty() {
        entries.extend([Entry::Gap, Entry::Head("Trusted services".to_owned())]);
        entries.push(Entry::Prose(trusted.join(", "), Meaning::Text));
    }
    entries
}

fn controls(unit: &OuId, organization: &Organization) -> Vec<Entry> {
    let lines: Vec<Entry> = organization.controls_on(unit).map(|it| control(it)).collect();
    if lines.is_empty() {
        return lines;
    }
    [Entry::Gap, Entry::Head("Controls".to_owned())].into_iter().chain(lines).collect()
}

/// The controls of the units above an account.
fn guarding(node: &NodeId, organization: &Organization) -> Vec<Entry> {
    let above = organization.path(node).into_iter().filter_map(|above| match above {
        NodeId::Ou(id) => Some(id),
        NodeId::Root(_) | NodeId::Account(_) => None,
    });
    let lines: Vec<Entry> = above
        .flat_map(|unit| organization.controls_on(&unit).map(|it| control(it)).collect::<Vec<_>>())
        .collect();
    if lines.is_empty() {
        return lines;
    }
    let head = Entry::Head("Controls of the units above".to_owned());
    [Entry::Gap, head].into_iter().chain(lines).collect()
}

fn control(enabled: &EnabledControl) -> Entry {
    let id = enabled.control.to_string();
    let known = catalog::known_control(&id);
    let label = known.map_or(id.as_str(), |known| known.label);
    let (meaning, state) = match (enabled.status, enabled.drift) {
        (ControlStatus::Failed, _) => (Meaning::Error, "  failed"),
        (ControlStatus::UnderChange, _) => (Meaning::Info, "  under change"),
        (ControlStatus::Succeeded, DriftStatus::Drifted) => (Meaning::Warning, "  drifted"),
        (ControlStatus::Succeeded, _) => (Meaning::Success, ""),
    };
    let behavior = known.map(|known| known.mechanism.behavior().to_string()).unwrap_or_default();
    let phrase = Phrase::sign(meaning, label).and(state, meaning);
    Entry::Line(phrase.and(format!("  {behavior}  {id}"), Meaning::Muted))
}

fn administers(account: AccountId, organization: &Organization) -> Vec<Entry> {
    let all = organization.delegated_administrators().iter();
    let services: Vec<String> = all
        .filter(|administrator| administrator.account == account)
        .map(|administrator| administrator.service.to_string())
        .collect();
    if services.is_empty() {
        return Vec::new();
    }
    vec![
        Entry::Gap,
        Entry::Head("Delegated administrator of".to_owned()),
        Entry::Prose(services.join(", "), Meaning::Info),
    ]
}

fn account_facts(account: &Account, now: DateTime<Utc>) -> Vec<Entry> {
    let meaning = if account.state.usable() { Meaning::Success } else { Meaning::Warning };
    let joined = match account.joined.method {
        JoinedMethod::Created => "created",
        JoinedMethod::Invited => "invited",
    };
    let mut entries = vec![
        Entry::Field("State", Phrase::sign(meaning, state_name(account.state))),
        Entry::Field("E-mail", account.email.as_str().into()),
        Entry::Field("Joined", format!("{} ({joined})", day(account.joined.at)).into()),
    ];
    entries.extend(settings(&account.settings, now));
    entries
}

fn settings(settings: &AccountSettings, now: DateTime<Utc>) -> Vec<Entry> {
    let mut entries = Vec::new();
    if let Some(alias) = &settings.alias {
        entries.push(Entry::Field("Alias", alias.as_str().into()));
    }
    if let Some(vended) = &settings.vended {
        let text =
            format!("{} version {}, request {}", vended.template, vended.version, vended.request);
        entries.push(Entry::Field("Vended by", text.into()));
    }
    if let Some(expires) = settings.expires {
        let meaning = if expires <= now { Meaning::Warning } else { Meaning::Text };
        entries.push(Entry::Field("Expires", Phrase::of(day(expires), meaning)));
    }
    if settings.protected {
        entries.push(Entry::Field("Closing", "protected".into()));
    }
    if let Some(budget) = &settings.budget {
        let alarms: Vec<String> = budget.alarms.iter().map(|at| format!("{at} %")).collect();
        let text = format!("{} USD a month", budget.monthly);
        let alarms = if alarms.is_empty() {
            String::new()
        } else {
            format!(", alarms at {}", alarms.join(", "))
        };
        entries.push(Entry::Field("Budget", Phrase::from(text).and(alarms, Meaning::Muted)));
    }
    entries.push(Entry::Field("Passwords", passwords(settings.password_policy)));
    if let Some(root) = &settings.root {
        entries.extend(root_credentials(root, now));
    }
    if let Some(block) = settings.public_access_block {
        let all = block.block_public_acls
            && block.ignore_public_acls
            && block.block_public_policy
            && block.restrict_public_buckets;
        let phrase = if all {
            Phrase::sign(Meaning::Success, "blocked for the whole account")
        } else {
            Phrase::sign(Meaning::Warning, "blocked in part")
        };
        entries.push(Entry::Field("Public S3", phrase));
    }
    if !settings.services.is_empty() {
        entries.extend([Entry::Gap, Entry::Head("Services".to_owned())]);
        let line = |(name, set): (&String, &String)| {
            Entry::Line(Phrase::of(format!("{name}  "), Meaning::Label).and(set, Meaning::Text))
        };
        entries.extend(settings.services.iter().map(line));
    }
    if !settings.contacts.is_empty() {
        entries.extend([Entry::Gap, Entry::Head("Contacts".to_owned())]);
        let line = |(kind, address): (&String, &String)| {
            Entry::Line(Phrase::of(format!("{kind}  "), Meaning::Label).and(address, Meaning::Text))
        };
        entries.extend(settings.contacts.iter().map(line));
    }
    entries
}

///
fn passwords(policy: Option<PasswordPolicy>) -> Phrase {
    let Some(policy) = policy else {
        return Phrase::of("AWS's default policy", Meaning::Muted);
    };
    let mut parts = vec![format!("at least {} characters", policy.minimum_length)];
    let kinds = [
        (policy.uppercase, "upper case"),
        (policy.lowercase, "lower case"),
        (policy.numbers, "digits"),
        (policy.symbols, "symbols"),
    ];
    parts.extend(kinds.into_iter().filter(|(wanted, _)| *wanted).map(|(_, kind)| kind.to_owned()));
    parts.extend(policy.max_age_days.map(|days| format!("for {days} days")));
    parts.extend(policy.reuse_prevention.map(|count| format!("not one of the last {count}")));
    parts.join(", ").into()
}

///
fn root_credentials(root: &RootCredentials, now: DateTime<Utc>) -> Vec<Entry> {
    let mfa = root.mfa.map(|kind| match kind {
        MfaKind::Virtual => "virtual MFA",
        MfaKind::Hardware => "hardware MFA",
        MfaKind::Passkey => "passkey",
    });
    let sign_in = match (root.password, mfa) {
        (false, _) => Phrase::sign(Meaning::Success, "no password: managed centrally"),
        (true, Some(mfa)) => Phrase::sign(Meaning::Success, format!("password and {mfa}")),
        (true, None) => Phrase::sign(Meaning::Warning, "password without MFA"),
    };
    let mut entries = vec![Entry::Field("Root user", sign_in)];
    if root.access_keys > 0 {
        let text = format!("{} active", root.access_keys);
        entries.push(Entry::Field("Root keys", Phrase::sign(Meaning::Error, text)));
    }
    if let Some(at) = root.last_used {
        let text = format!("{} ({})", day(at), age(at, now));
        entries.push(Entry::Field("Root used", text.into()));
    }
    entries
}
