//! Random organizations with directory users in them, and random changes of them.

use super::{
    Dice,
    build::{Kind, document, organization},
};
use crate::org::{
    Change, Organization, Resource,
    sample::{self, ADMIN, AMARA, BILLING, PLATFORM, PROD, ROOT, SHOP, id},
};

/// A random organization in which directory users have permission sets too.
pub fn populated(dice: &mut Dice) -> Organization {
    let organization = organization(dice);
    let mut changes = vec![
        Change::Assign { assignment: sample::assignment(SHOP, ADMIN, sample::to_group(PLATFORM)) },
        Change::Assign { assignment: sample::assignment(BILLING, ADMIN, sample::to_user(AMARA)) },
    ];
    if dice.one_in(2) {
        let data = organization.resources().get(&id("arn:aws:s3:::data")).unwrap();
        let key = Some(id("arn:aws:kms:eu-west-1:222222222222:key/k1"));
        let resource = Resource { encryption_key: key, ..(**data).clone() };
        changes.push(Change::PutResource { resource: Box::new(resource) });
    }
    changes.iter().fold(organization, |organization, change| sample::after(&organization, change))
}

/// A random change, which may be refused.
pub fn change(dice: &mut Dice, organization: &Organization) -> Change {
    match dice.below(12) {
        0 => {
            let mut role = sample::role(SHOP, dice.pick::<&str>(&["app", "new"]));
            role.policies.inline.insert("x".to_owned(), document(dice, Kind::Identity));
            Change::PutRole { role: Box::new(role) }
        }
        1 => Change::DeleteUser { account: id(SHOP), name: id("ann") },
        2 => {
            let mut group = sample::group(SHOP, "devs");
            group.policies.inline.insert("g".to_owned(), document(dice, Kind::Identity));
            Change::PutGroup { group: Box::new(group) }
        }
        3 => {
            let mut limits = sample::managed(SHOP, "limits");
            limits.versions[0].document = document(dice, Kind::Identity);
            Change::PutManagedPolicy { policy: Box::new(limits) }
        }
        4 => Change::MoveAccount { account: id(BILLING), to: id(dice.pick::<&str>(&[ROOT, PROD])) },
        5 => match organization.policies().iter().find(|p| p.id.as_str().starts_with("p-scp")) {
            Some(policy) => Change::UpdatePolicy {
                policy: policy.id.clone(),
                name: policy.name.clone(),
                description: String::new(),
                document: document(dice, Kind::Scp),
            },
            None => Change::RenameAccount { account: id(SHOP), name: "renamed".to_owned() },
        },
        6 => {
            let mut group = (**organization.directory_groups().iter().next().unwrap()).clone();
            group.members.insert(id("user-jonas"));
            Change::PutDirectoryGroup { group }
        }
        7 => Change::Unassign {
            account: id(SHOP),
            permission_set: id(ADMIN),
            principal: sample::to_group(PLATFORM),
        },
        8 => {
            let data = organization.resources().iter().next();
            let resource = data.map(|data| Resource {
                policy: Some(document(dice, Kind::Resource)),
                ..(**data).clone()
            });
            resource.map_or_else(
                || Change::RenameAccount { account: id(SHOP), name: "renamed".to_owned() },
                |resource| Change::PutResource { resource: Box::new(resource) },
            )
        }
        9 => match organization.policies().iter().find(|p| p.id.as_str().starts_with("p-rcp")) {
            Some(policy) => Change::UpdatePolicy {
                policy: policy.id.clone(),
                name: policy.name.clone(),
                description: String::new(),
                document: document(dice, Kind::Rcp),
            },
            None => Change::RenameAccount { account: id(SHOP), name: "renamed".to_owned() },
        },
        10 => {
            let mut role = sample::role(SHOP, "web");
            role.trust = document(dice, Kind::Trust);
            Change::PutRole { role: Box::new(role) }
        }
        _ => Change::AttachPolicy { policy: id("p-FullAWSAccess"), to: id(SHOP) },
    }
}
