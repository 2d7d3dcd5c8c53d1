//! `identitystore`: the users and groups of the directory (J-33, J-34).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    dump::Dump,
    lenient::{Field, List, Reading},
    report::ImportReport,
};
use crate::org::{DirectoryGroup, DirectoryGroupId, DirectoryUser, DirectoryUserId, UserStatus};

/// Users and groups.
#[derive(Default)]
pub(super) struct Directory {
    pub users: BTreeMap<DirectoryUserId, DirectoryUser>,
    pub groups: BTreeMap<DirectoryGroupId, DirectoryGroup>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UserShape {
    user_id: DirectoryUserId,
    #[serde(default)]
    user_name: Field<String>,
    #[serde(default)]
    display_name: Field<String>,
    #[serde(default)]
    emails: List<Email>,
    #[serde(default)]
    external_ids: List<ExternalId>,
    #[serde(default)]
    user_status: Field<UserStatus>,
    #[serde(default)]
    name: Field<Map<String, Value>>,
    #[serde(default)]
    extensions: Field<Map<String, Value>>,
    /// Plain attributes such as `Title` and `Locale` are found here.
    #[serde(flatten)]
    others: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Email {
    value: String,
    #[serde(default)]
    primary: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ExternalId {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GroupShape {
    group_id: DirectoryGroupId,
    #[serde(default)]
    display_name: Field<String>,
    #[serde(default)]
    description: Field<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Membership {
    group_id: DirectoryGroupId,
    member_id: Member,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Member {
    user_id: DirectoryUserId,
}

/// Reads the directory.
pub(super) fn read(dump: &mut Dump, report: &mut ImportReport) -> Directory {
    let mut directory = Directory::default();
    for answer in dump.take("identitystore", "list-users", report) {
        answer.each::<UserShape>("Users", report, |shape, reading| {
            let user = user(shape, reading);
            directory.users.insert(user.id.clone(), user);
        });
    }
    for answer in dump.take("identitystore", "list-groups", report) {
        answer.each::<GroupShape>("Groups", report, |shape, reading| {
            let group = group(shape, reading);
            directory.groups.insert(group.id.clone(), group);
        });
    }
    for answer in dump.take("identitystore", "list-group-memberships", report) {
        answer.each::<Membership>("GroupMemberships", report, |membership, reading| {
            let user = membership.member_id.user_id;
            match directory.groups.get_mut(&membership.group_id) {
                _ if !directory.users.contains_key(&user) => {
                    reading.skip(format_args!("list-users does not tell of the member {user}"));
                }
                None => reading
                    .skip(format_args!("list-groups does not tell of {}", membership.group_id)),
                Some(group) => {
                    group.members.insert(user);
                }
            }
        });
    }
    directory
}

fn user(shape: UserShape, reading: &mut Reading<'_>) -> DirectoryUser {
    let emails = reading.list("Emails", shape.emails);
    let primary = emails.iter().position(|email| email.primary).unwrap_or(0);
    let display_name = reading.field("DisplayName", shape.display_name).unwrap_or_default();
    let user_name = reading.field("UserName", shape.user_name).unwrap_or_else(|| {
        reading.report.assumed(&reading.place, "the user has no user name: its id stands for it");
        shape.user_id.to_string()
    });
    let name = reading.field("Name", shape.name).unwrap_or_default();
    let extensions = reading.field("Extensions", shape.extensions).unwrap_or_default();
    DirectoryUser {
        id: shape.user_id,
        user_name,
        display_name,
        email: emails.into_iter().nth(primary).map(|email| email.value),
        status: reading.field("UserStatus", shape.user_status).unwrap_or(UserStatus::Enabled),
        external_id: reading
            .list("ExternalIds", shape.external_ids)
            .into_iter()
            .next()
            .map(|external| external.id),
        attributes: attributes(&shape.others, &name, &extensions),
    }
}

/// Attributes under the names by which attributes for access control speak of them (I-12):
/// `title`, `name.givenName`, and those of the enterprise extension plain, such as `department`.
fn attributes(
    plain: &Map<String, Value>,
    name: &Map<String, Value>,
    extensions: &Map<String, Value>,
) -> BTreeMap<String, String> {
    const PLAIN: [&str; 7] =
        ["Locale", "NickName", "PreferredLanguage", "ProfileUrl", "Timezone", "Title", "UserType"];
    let plain = plain
        .iter()
        .filter(|(key, _)| PLAIN.contains(&key.as_str()))
        .map(|(key, value)| (lower_first(key), value));
    let name = name.iter().map(|(key, value)| (format!("name.{}", lower_first(key)), value));
    let enterprise = extensions
        .get("aws:identitystore:enterprise")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(key, value)| (lower_first(key), value));
    plain
        .chain(name)
        .chain(enterprise)
        .filter_map(|(key, value)| Some((key, value.as_str()?.to_owned())))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

fn group(shape: GroupShape, reading: &mut Reading<'_>) -> DirectoryGroup {
    DirectoryGroup {
        name: reading.field("DisplayName", shape.display_name).unwrap_or_else(|| {
            reading.report.assumed(&reading.place, "the group has no name: its id stands for it");
            shape.group_id.to_string()
        }),
        id: shape.group_id,
        description: reading.field("Description", shape.description).unwrap_or_default(),
        members: std::collections::BTreeSet::new(),
    }
}
