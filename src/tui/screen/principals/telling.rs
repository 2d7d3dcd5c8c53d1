//! What is told of the selected principal: what it carries, what bounds it, who may become it.

use chrono::{DateTime, Utc};

use super::listed::{Listed, Who};
use crate::access::{Principal, principal};
use crate::org::{
    Assignment, BoundaryReference, CustomerPolicyReference, DirectoryPrincipal, IamName,
    IdentityPolicies, KeyStatus, Organization, PermissionSet, Role, Tags, User,
};
use crate::policy::Arn;
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;
use crate::tui::time::{age, day};
use crate::tui::widget::panel::Entry;

/// What is told of a principal as of a moment.
pub fn telling(listed: &Listed, organization: &Organization, now: DateTime<Utc>) -> Vec<Entry> {
    let remarks = listed.remarks().iter();
    let mut entries: Vec<Entry> =
        remarks.map(|text| Entry::Prose(format!("! {text}"), Meaning::Warning)).collect();
    let principal = match &listed.who {
        Who::Caller(principal) => principal,
        Who::Group(arn) => {
            entries.push(Entry::Field("ARN", Phrase::of(&**arn, Meaning::Muted)));
            return entries;
        }
    };
    let teller = Teller { organization, now };
    entries.push(Entry::Field("ARN", Phrase::of(principal.arn(organization), Meaning::Muted)));
    entries.extend(match principal {
        Principal::Root(account) => {
            vec![Entry::Prose(
                format!("The root user of account {account}: no policy of the account binds it."),
                Meaning::Muted,
            )]
        }
        Principal::User(account, name) => {
            let user = organization.users().get(&(*account, name.clone()));
            user.map(|user| teller.user(user)).unwrap_or_default()
        }
        Principal::Role(..) => {
            principal.role(organization).map(|role| teller.role(&role)).unwrap_or_default()
        }
        Principal::Assigned { user, account, permission_set } => {
            let mine = |assignment: &&std::sync::Arc<Assignment>| {
                assignment.permission_set == *permission_set
                    && principal::members(organization, &assignment.principal).contains(user)
            };
            let assignments = organization.assignments_in(*account).filter(mine);
            let mut entries: Vec<Entry> =
                assignments.flat_map(|assignment| teller.assignment(assignment)).collect();
            let set = organization.permission_sets().get(permission_set);
            entries.extend(set.map(|set| Teller::permission_set(set)).unwrap_or_default());
            entries
        }
        Principal::Session(..)
        | Principal::Outsider(_)
        | Principal::Service(_)
        | Principal::Federated(_)
        | Principal::Anonymous => Vec::new(),
    });
    entries
}

struct Teller<'o> {
    organization: &'o Organization,
    now: DateTime<Utc>,
}

impl Teller<'_> {
    fn user(&self, user: &User) -> Vec<Entry> {
        let mut entries = vec![self.moment("Made", user.created)];
        if !user.groups.is_empty() {
            let groups: Vec<&str> = user.groups.iter().map(IamName::as_str).collect();
            entries.push(Entry::Field("Groups", groups.join(", ").into()));
        }
        entries.extend(boundary(user.boundary.as_ref()));
        entries.extend(policies(&user.policies));
        entries.extend([Entry::Gap, Entry::Head("Credentials".to_owned())]);
        let password = match &user.password {
            None => "none".into(),
            Some(password) => self.used(password.last_used),
        };
        entries.push(Entry::Field("Password", password));
        let mfa = if user.mfa.is_empty() {
            Phrase::of("none", Meaning::Muted)
        } else {
            format!("{} devices", user.mfa.len()).into()
        };
        entries.push(Entry::Field("MFA", mfa));
        for key in &user.access_keys {
            let status = match key.status {
                KeyStatus::Active => Phrase::of("active", Meaning::Text),
                KeyStatus::Inactive => Phrase::of("inactive", Meaning::Muted),
                KeyStatus::Expired => Phrase::of("expired", Meaning::Muted),
            };
            let made = key.created.map(|at| format!(", made {} ago", age(at, self.now)));
            let phrase =
                status.and(made.unwrap_or_default(), Meaning::Text).and(", ", Meaning::Text);
            entries.push(Entry::Field("Key", phrase.then(self.used(key.last_used))));
        }
        entries.extend(tags(&user.tags));
        entries
    }

    fn role(&self, role: &Role) -> Vec<Entry> {
        let mut entries = Vec::new();
        if !role.description.is_empty() {
            entries.push(Entry::Prose(role.description.clone(), Meaning::Muted));
        }
        entries.extend([
            self.moment("Made", role.created),
            Entry::Field("Used", self.used(role.last_used)),
            Entry::Field("Session", hours(role.max_session)),
        ]);
        entries.extend(boundary(role.boundary.as_ref()));
        entries.extend(policies(&role.policies));
        entries.extend(tags(&role.tags));
        entries.extend([Entry::Gap, Entry::Head("Who may assume it".to_owned())]);
        let lines = role.trust.text().lines();
        entries.extend(lines.map(|line| Entry::Line(Phrase::of(line, Meaning::Text))));
        entries
    }

    fn assignment(&self, assignment: &Assignment) -> Vec<Entry> {
        let by: Phrase = match &assignment.principal {
            DirectoryPrincipal::User(_) => "assigned by name".into(),
            DirectoryPrincipal::Group(id) => {
                let group = self.organization.directory_groups().get(id);
                let name = group.map_or_else(|| id.to_string(), |group| group.name.clone());
                format!("member of {name}").into()
            }
        };
        let mut entries = vec![Entry::Field("By", by)];
        entries.push(Entry::Field("Used", self.used(assignment.last_used)));
        if let Some(at) = assignment.expires {
            let meaning = if at < self.now { Meaning::Warning } else { Meaning::Text };
            entries.push(Entry::Field("Expires", Phrase::of(day(at), meaning)));
        }
        entries
    }

    fn permission_set(set: &PermissionSet) -> Vec<Entry> {
        let mut entries = vec![
            Entry::Gap,
            Entry::Head(format!("Permission set {}", set.name)),
            Entry::Field("Session", hours(set.session)),
        ];
        if !set.description.is_empty() {
            entries.push(Entry::Prose(set.description.clone(), Meaning::Muted));
        }
        let customer = |reference: &CustomerPolicyReference| {
            format!("{}{} of the account", reference.path, reference.name)
        };
        let bounded = set.boundary.as_ref().map(|boundary| match boundary {
            BoundaryReference::Managed(arn) => arn.to_string(),
            BoundaryReference::Customer(reference) => customer(reference),
        });
        entries
            .extend(bounded.map(|name| Entry::Field("Boundary", Phrase::of(name, Meaning::Info))));
        let managed = set.managed.iter().map(ToString::to_string);
        let inline = set.inline.iter().map(|_| "the inline policy".to_owned());
        let names = managed.chain(set.customer.iter().map(customer)).chain(inline);
        entries.extend(names.map(|name| Entry::Item("·", name, Meaning::Text)));
        entries
    }

    fn moment(&self, name: &'static str, at: Option<DateTime<Utc>>) -> Entry {
        let text = at.map(|at| format!("{}, {} ago", day(at), age(at, self.now)));
        Entry::Field(name, text.map_or_else(|| Phrase::of("unknown", Meaning::Muted), Phrase::from))
    }

    fn used(&self, at: Option<DateTime<Utc>>) -> Phrase {
        match at {
            Some(at) => format!("last used {}, {} ago", day(at), age(at, self.now)).into(),
            None => Phrase::of("no use is known", Meaning::Muted),
        }
    }
}

fn hours(seconds: u32) -> Phrase {
    let (hours, minutes) = (seconds / 3600, seconds % 3600 / 60);
    match minutes {
        0 => format!("{hours} h at most").into(),
        _ => format!("{hours} h {minutes} min at most").into(),
    }
}

fn boundary(arn: Option<&Arn>) -> Option<Entry> {
    arn.map(|arn| Entry::Field("Boundary", Phrase::of(arn.to_string(), Meaning::Info)))
}

fn policies(policies: &IdentityPolicies) -> Vec<Entry> {
    let mut entries = vec![Entry::Gap, Entry::Head("Policies".to_owned())];
    let managed = policies.managed.iter().map(ToString::to_string);
    let names = managed.chain(policies.inline.keys().map(|name| format!("{name}, inline")));
    entries.extend(names.map(|name| Entry::Item("·", name, Meaning::Text)));
    if policies.managed.is_empty() && policies.inline.is_empty() {
        entries.push(Entry::Prose("It carries none.".to_owned(), Meaning::Muted));
    }
    entries
}

fn tags(tags: &Tags) -> Vec<Entry> {
    let mut entries = Vec::new();
    if !tags.is_empty() {
        entries.extend([Entry::Gap, Entry::Head("Tags".to_owned())]);
    }
    let line = |(key, value): (&str, &str)| {
        Entry::Line(Phrase::of(format!("{key}  "), Meaning::Label).and(value, Meaning::Text))
    };
    entries.extend(tags.iter().map(line));
    entries
}
