//! What a step changes, in lines for people.

use std::fmt;

use chrono::{DateTime, Utc};

use super::trust;
use crate::org::{AccountId, AccountSettings, Budget, Change, Organization, Role};

/// One line of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Whether something comes, changes or goes.
    pub sign: Sign,
    /// What.
    pub text: String,
}

/// Whether something comes, changes or goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// It comes.
    Added,
    /// It changes.
    Changed,
    /// It goes.
    Removed,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.sign {
            Sign::Added => '+',
            Sign::Changed => '~',
            Sign::Removed => '-',
        };
        write!(f, "{sign} {}", self.text)
    }
}

/// The lines of a change; `before` is the organization right before it.
pub(super) fn lines(change: &Change, before: &Organization) -> Vec<Line> {
    if let Change::SetAccountSettings { account, settings } = change {
        return settings_lines(before, *account, settings);
    }
    let text = format!("{}{}", change.summary(before), details(change));
    vec![Line { sign: sign(change, before), text }]
}

/// What the summary of a change leaves out.
fn details(change: &Change) -> String {
    match change {
        Change::CreateAccount { account } => format!(" as {}, {}", account.id, account.email),
        Change::PutRole { role } => role_details(role),
        Change::Assign { assignment } => match assignment.expires {
            Some(end) => format!(" until {}", moment(end)),
            None => String::new(),
        },
        Change::SetNodeTags { tags, .. } => {
            let pairs: Vec<_> = tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
            format!(": {}", pairs.join(", "))
        }
        _ => String::new(),
    }
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

fn sign(change: &Change, before: &Organization) -> Sign {
    let put = |known: bool| if known { Sign::Changed } else { Sign::Added };
    match change {
        Change::CreateAccount { .. }
        | Change::AttachPolicy { .. }
        | Change::RegisterDelegatedAdministrator { .. } => Sign::Added,
        Change::PutRole { role } => {
            put(before.roles().contains(&(role.account, role.name.clone())))
        }
        Change::PutManagedPolicy { policy } => put(before.managed_policies().contains(&policy.arn)),
        Change::PutIdentityProvider { provider } => {
            put(before.identity_providers().contains(&provider.arn))
        }
        Change::Assign { assignment: a } => {
            let key = (a.account, a.permission_set.clone(), a.principal.clone());
            put(before.assignments().contains(&key))
        }
        Change::DetachPolicy { .. } => Sign::Removed,
        _ => Sign::Changed,
    }
}

fn role_details(role: &Role) -> String {
    let last =
        |arn: &crate::policy::Arn| arn.resource().rsplit('/').next().unwrap_or_default().to_owned();
    let policies: Vec<_> = role.policies.managed.iter().map(last).collect();
    let may = if policies.is_empty() { "no policies".to_owned() } else { policies.join(", ") };
    let bound = role.boundary.as_ref().map(|arn| format!(", bounded by {}", last(arn)));
    let trusted = trust::trusted(&role.trust).join(", ");
    format!(" with {may}{}, for {trusted}", bound.unwrap_or_default())
}

fn settings_lines(before: &Organization, account: AccountId, after: &AccountSettings) -> Vec<Line> {
    let present = before.accounts().get(&account).map(|account| account.settings.clone());
    let before = present.unwrap_or_default();
    let mut lines = Vec::new();
    let mut differs = |what: &str, was: Option<String>, is: Option<String>| {
        if was == is {
            return;
        }
        let (sign, text) = match (was, is) {
            (None, Some(is)) => (Sign::Added, format!("{what}: {is}")),
            (Some(was), Some(is)) => (Sign::Changed, format!("{what}: {was}, now {is}")),
            (was, None) => (Sign::Removed, format!("{what}: {}", was.unwrap_or_default())),
        };
        lines.push(Line { sign, text });
    };
    differs("alias", before.alias.clone(), after.alias.clone());
    let rules = |settings: &AccountSettings| {
        settings.password_policy.map(|policy| format!("{} characters", policy.minimum_length))
    };
    differs("passwords of at least", rules(&before), rules(after));
    for (kind, address) in &after.contacts {
        let was = before.contacts.get(kind).cloned();
        differs(&format!("{kind} contact"), was, Some(address.clone()));
    }
    differs("budget", before.budget.as_ref().map(money), after.budget.as_ref().map(money));
    for (service, setting) in &after.services {
        let was = before.services.get(service).cloned();
        differs(&format!("service {service}"), was, Some(setting.clone()));
    }
    let protected =
        |settings: &AccountSettings| settings.protected.then(|| "closing asks for its name".into());
    differs("protected", protected(&before), protected(after));
    let end = |settings: &AccountSettings| settings.expires.map(moment);
    differs("meant to live until", end(&before), end(after));
    lines
}

fn money(budget: &Budget) -> String {
    let alarms: Vec<_> = budget.alarms.iter().map(ToString::to_string).collect();
    if alarms.is_empty() {
        return format!("{} USD a month", budget.monthly);
    }
    format!("{} USD a month, alarms at {} %", budget.monthly, alarms.join(", "))
}
