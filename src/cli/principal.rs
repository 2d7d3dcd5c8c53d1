//! Principals on the command line: finding them, and helping who has mistyped one.

use std::collections::BTreeSet;

use crate::{
    access::{Principal, PrincipalError},
    factory::{nearest, question},
    org::{Assignment, DirectoryPrincipal, DirectoryUser, NodeId, Organization, PermissionSetId},
};

/// A text that names no principal, and what may have been meant.
#[derive(Debug, thiserror::Error)]
#[error("{error}{}", question(.near.as_deref()))]
pub struct NoPrincipal {
    /// What is wrong.
    error: PrincipalError,
    /// What was meant, perhaps.
    near: Option<String>,
    /// What could be written instead.
    pub(super) choices: Vec<String>,
}

/// The principal that a text names.
pub fn find(organization: &Organization, text: &str) -> Result<Principal, Box<NoPrincipal>> {
    Principal::find(organization, text).map_err(|error| {
        let near = near(organization, text, &error);
        let choices = match &error {
            PrincipalError::Form(text) => ways_in(organization, text),
            _ => Vec::new(),
        };
        Box::new(NoPrincipal { error, near, choices })
    })
}

fn near(organization: &Organization, text: &str, error: &PrincipalError) -> Option<String> {
    let accounts = || organization.accounts().iter().map(|account| account.name.as_str());
    let people = || organization.directory_users().iter().map(|user| short_name(user));
    match error {
        PrincipalError::Account(name) => {
            let instead = nearest(name, accounts().chain(people()))?;
            Some(text.replacen(name.as_str(), &instead, 1))
        }
        PrincipalError::Entity { name, account } => {
            let account = organization.accounts().iter().find(|known| known.name == *account)?.id;
            let roles = organization.roles_in(account).map(|role| role.name.as_str());
            let users = organization.users_in(account).map(|user| user.name.as_str());
            let instead = nearest(name, roles.chain(users))?;
            Some(text.replacen(name.as_str(), &instead, 1))
        }
        PrincipalError::Form(text) if person(organization, text).is_none() => {
            nearest(text, people())
        }
        PrincipalError::Form(_)
        | PrincipalError::NotAssigned { .. }
        | PrincipalError::Several { .. } => None,
    }
}

/// What to write for each account that a directory user is let into.
fn ways_in(organization: &Organization, text: &str) -> Vec<String> {
    let Some(user) = person(organization, text) else { return Vec::new() };
    entries(organization, user)
        .into_iter()
        .map(|(account, set, _)| format!("{text}/{account}/{set}"))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

/// The accounts that a directory user is let into: account, permission set, and the group it is by.
pub fn entries(
    organization: &Organization,
    user: &DirectoryUser,
) -> Vec<(String, String, Option<String>)> {
    let own = (DirectoryPrincipal::User(user.id.clone()), None);
    let groups = organization
        .directory_groups_of(&user.id)
        .map(|group| (DirectoryPrincipal::Group(group.id.clone()), Some(group.name.clone())));
    let mut found: Vec<_> = std::iter::once(own)
        .chain(groups)
        .flat_map(|(who, group)| {
            let by = move |assignment: &Assignment| {
                let account = organization.node_name(&NodeId::Account(assignment.account));
                (account, set_name(organization, &assignment.permission_set), group.clone())
            };
            organization.assignments_to(&who).map(|it| by(it)).collect::<Vec<_>>()
        })
        .collect();
    found.sort();
    found
}

/// The name of a permission set; its id when it is unknown.
pub fn set_name(organization: &Organization, set: &PermissionSetId) -> String {
    let known = organization.permission_sets().get(set);
    known.map_or_else(|| set.to_string(), |set| set.name.clone())
}

/// A principal as it can be written on the command line, in names.
pub fn written(organization: &Organization, principal: &Principal) -> String {
    let account = |id| organization.node_name(&NodeId::Account(id));
    match principal {
        Principal::Assigned { user, account: id, permission_set } => {
            let known = organization.directory_users().get(user);
            let user = known.map_or(user.as_str(), |user| short_name(user));
            format!("{user}/{}/{}", account(*id), set_name(organization, permission_set))
        }
        Principal::Root(id) => format!("root@{}", account(*id)),
        Principal::User(id, name) | Principal::Role(id, name) => {
            format!("{}/{name}", account(*id))
        }
        Principal::Session(..)
        | Principal::Outsider(_)
        | Principal::Federated(_)
        | Principal::Service(_)
        | Principal::Anonymous => principal.arn(organization),
    }
}

/// The directory user with a sign-in name, whole or without its domain.
pub fn person<'o>(organization: &'o Organization, text: &str) -> Option<&'o DirectoryUser> {
    organization
        .directory_users()
        .iter()
        .find(|user| {
            user.user_name.eq_ignore_ascii_case(text) || short_name(user).eq_ignore_ascii_case(text)
        })
        .map(|user| &**user)
}

fn short_name(user: &DirectoryUser) -> &str {
    user.user_name.split('@').next().unwrap_or_default()
}
