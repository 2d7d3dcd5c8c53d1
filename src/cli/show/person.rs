//! A user of the directory.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    cli::{line::Piece, output::Page, principal::entries, table::Table},
    org::{DirectoryUser, Organization, UserStatus},
};

/// A user of the directory.
#[derive(Debug, Serialize)]
pub struct Person {
    id: String,
    user_name: String,
    display_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    status: UserStatus,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<String, String>,
    groups: Vec<String>,
    access: Vec<Entry>,
}

/// A way into an account.
#[derive(Debug, Serialize)]
struct Entry {
    account: String,
    permission_set: String,
    /// The group that it is by; absent when it is the user's own.
    group: Option<String>,
}

/// Looks at a user of the directory.
pub fn look(organization: &Organization, user: &DirectoryUser) -> Person {
    let access = entries(organization, user).into_iter();
    let groups = organization.directory_groups_of(&user.id);
    Person {
        id: user.id.to_string(),
        user_name: user.user_name.clone(),
        display_name: user.display_name.clone(),
        email: user.email.clone(),
        status: user.status,
        attributes: user.attributes.clone(),
        groups: groups.map(|group| group.name.clone()).collect(),
        access: access
            .map(|(account, permission_set, group)| Entry { account, permission_set, group })
            .collect(),
    }
}

impl Person {
    /// Shows it.
    pub fn page(&self, page: &mut Page) {
        page.title(&self.user_name);
        let attributes = self.attributes.iter().map(|(key, value)| format!("{key}={value}"));
        page.fields(&[
            ("id", self.id.clone()),
            ("name", self.display_name.clone()),
            ("email", self.email.clone().unwrap_or_default()),
            ("status", super::word(&self.status)),
            ("attributes", attributes.collect::<Vec<_>>().join(", ")),
            ("groups", self.groups.join(", ")),
        ]);
        let mut table = Table::new(&["ACCOUNT", "PERMISSION SET", "BY GROUP"]);
        for it in &self.access {
            let group = it.group.clone().unwrap_or_default();
            table.row([Piece::from(&it.account), Piece::from(&it.permission_set), group.into()]);
        }
        page.section("Access by assignment", table);
    }
}
