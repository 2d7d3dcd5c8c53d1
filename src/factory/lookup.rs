//! Finding what a name, a path or an id stands for in an organization.

use std::fmt::Display;

use super::suggest::{nearest, question};
use crate::{
    org::{
        AccountId, DirectoryGroupId, DirectoryUserId, NodeId, Organization, OuId, ParentId,
        PermissionSetId, PolicyId, PolicyType,
    },
    policy::Arn,
};

/// A text that stands for nothing, or not for one thing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// Nothing has that name or id.
    #[error("there is no {what} `{name}`{}: check the name, or make it first", question(.near.as_deref()))]
    Nothing {
        /// What was looked for.
        what: &'static str,
        /// By what.
        name: String,
        /// What was meant, perhaps.
        near: Option<String>,
    },
    /// More than one thing has that name.
    #[error("there is more than one {what} `{name}`: write the id, one of {choices}")]
    Several {
        /// What was looked for.
        what: &'static str,
        /// By what.
        name: String,
        /// Their ids.
        choices: String,
    },
    /// A unit by its name alone, which would be ambiguous sooner or later.
    #[error("`{name}` is a bare name: write the full path{}, or the id", listed(.paths))]
    BareName {
        /// The name.
        name: String,
        /// The full paths of the units with that name.
        paths: Vec<String>,
    },
}

fn listed(paths: &[String]) -> String {
    if paths.is_empty() {
        " such as /Workloads/Prod".to_owned()
    } else {
        format!(", {}", paths.join(" or "))
    }
}

/// A thing that a text may stand for.
struct Candidate<'o, Id> {
    name: &'o str,
    id: Id,
}

/// The one candidate with an id or a name; ids come first.
fn one<Id: Display + Clone>(
    what: &'static str,
    text: &str,
    candidates: &[Candidate<Id>],
) -> Result<Id, LookupError> {
    if let Some(candidate) = candidates.iter().find(|it| it.id.to_string() == text) {
        return Ok(candidate.id.clone());
    }
    let named: Vec<_> = candidates.iter().filter(|it| it.name == text).collect();
    match named.as_slice() {
        [candidate] => Ok(candidate.id.clone()),
        [] => {
            let near = nearest(text, candidates.iter().map(|it| it.name));
            Err(LookupError::Nothing { what, name: text.to_owned(), near })
        }
        several => {
            let choices: Vec<_> = several.iter().map(|it| it.id.to_string()).collect();
            let choices = choices.join(", ");
            Err(LookupError::Several { what, name: text.to_owned(), choices })
        }
    }
}

/// A unit or the root by full path or id.
pub(super) fn unit(organization: &Organization, text: &str) -> Result<ParentId, LookupError> {
    let nothing = |near| LookupError::Nothing { what: "unit", name: text.to_owned(), near };
    if let Ok(id) = text.parse::<ParentId>() {
        let there = match &id {
            ParentId::Root(root) => *root == organization.foundation().root,
            ParentId::Ou(ou) => organization.ous().contains(ou),
        };
        return if there { Ok(id) } else { Err(nothing(None)) };
    }
    if !text.starts_with('/') {
        let named = organization.ous().iter().filter(|ou| ou.name == text);
        let paths = named.map(|ou| path(organization, &ou.id)).collect();
        return Err(LookupError::BareName { name: text.to_owned(), paths });
    }
    let mut here = vec![ParentId::Root(organization.foundation().root.clone())];
    for name in text.split('/').filter(|part| !part.is_empty()) {
        let inside = here.iter().flat_map(|parent| organization.units_in(parent));
        here = inside.filter(|ou| ou.name == name).map(|ou| ParentId::Ou(ou.id.clone())).collect();
    }
    match here.as_slice() {
        [id] => Ok(id.clone()),
        [] => {
            let all: Vec<_> =
                organization.ous().iter().map(|ou| path(organization, &ou.id)).collect();
            Err(nothing(nearest(text, all.iter().map(String::as_str))))
        }
        several => {
            let choices: Vec<_> = several.iter().map(ToString::to_string).collect();
            let choices = choices.join(", ");
            Err(LookupError::Several { what: "unit", name: text.to_owned(), choices })
        }
    }
}

fn path(organization: &Organization, ou: &OuId) -> String {
    organization.display_path(&NodeId::Ou(ou.clone()))
}

/// An account by name or id.
pub(super) fn account(organization: &Organization, text: &str) -> Result<AccountId, LookupError> {
    let accounts = organization.accounts().iter();
    let all: Vec<_> = accounts.map(|it| Candidate { name: &it.name, id: it.id }).collect();
    one("account", text, &all)
}

/// A group of the directory by name or id.
pub(super) fn group(
    organization: &Organization,
    text: &str,
) -> Result<DirectoryGroupId, LookupError> {
    let groups = organization.directory_groups().iter();
    let all: Vec<_> = groups.map(|it| Candidate { name: &it.name, id: it.id.clone() }).collect();
    one("group", text, &all)
}

/// A user of the directory by sign-in name or id.
pub(super) fn user(
    organization: &Organization,
    text: &str,
) -> Result<DirectoryUserId, LookupError> {
    let users = organization.directory_users().iter();
    let all: Vec<_> =
        users.map(|it| Candidate { name: &it.user_name, id: it.id.clone() }).collect();
    one("user", text, &all)
}

/// A permission set by name or id.
pub(super) fn permission_set(
    organization: &Organization,
    text: &str,
) -> Result<PermissionSetId, LookupError> {
    let sets = organization.permission_sets().iter();
    let all: Vec<_> = sets.map(|it| Candidate { name: &it.name, id: it.id.clone() }).collect();
    one("permission set", text, &all)
}

/// An organization policy of one kind by name or id.
pub(super) fn organization_policy(
    organization: &Organization,
    kind: PolicyType,
    text: &str,
) -> Result<PolicyId, LookupError> {
    let policies = organization.policies().iter().filter(|it| it.policy_type == kind);
    let all: Vec<_> = policies.map(|it| Candidate { name: &it.name, id: it.id.clone() }).collect();
    one(kind.short_name(), text, &all)
}

/// Whether an ARN names a user or a role of the organization, or an account id one of its accounts.
pub(super) fn principal(organization: &Organization, text: &str) -> Result<(), LookupError> {
    let there = match text.parse::<Arn>() {
        Ok(arn) => arn.account().parse().is_ok_and(|account: AccountId| {
            let (kind, rest) = arn.resource().split_once('/').unwrap_or_default();
            let name = rest.rsplit('/').next().unwrap_or_default();
            name.parse().is_ok_and(|name| match kind {
                "role" => organization.roles().contains(&(account, name)),
                "user" => organization.users().contains(&(account, name)),
                _ => false,
            })
        }),
        Err(_) => text.parse().is_ok_and(|id: AccountId| organization.accounts().contains(&id)),
    };
    if there {
        return Ok(());
    }
    Err(LookupError::Nothing { what: "principal", name: text.to_owned(), near: None })
}
