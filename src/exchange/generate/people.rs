//! The directory: people in teams, permission sets, and who may use which of them where, with the roles
//! that Identity Center makes for it.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Maker, documents::Pooled, managed};
use crate::org::{
    Assignment, DirectoryGroup, DirectoryGroupId, DirectoryPrincipal, DirectoryUser,
    DirectoryUserId, IamName, IdentityPolicies, IdentityProvider, PermissionSet, PermissionSetId,
    Record, Role, Tags, UserStatus,
    sso_role::{self, Origin},
};
use crate::policy::Document;

/// Managed policies that permission sets are made of, by what they are for.
const SETS: [(&str, &[&str]); 8] = [
    ("Admin", &["AdministratorAccess"]),
    ("PowerUser", &["PowerUserAccess"]),
    ("ReadOnly", &["ReadOnlyAccess"]),
    ("SecurityAudit", &["SecurityAudit"]),
    ("Support", &["job-function/SupportUser"]),
    ("Billing", &["job-function/Billing"]),
    ("Network", &["job-function/NetworkAdministrator"]),
    ("Database", &["job-function/DatabaseAdministrator"]),
];

/// Permission sets that any one account uses, out of all there are.
const SETS_IN_USE: usize = 20;
/// Those that are the same in every account.
const COMMON: usize = 4;

/// Makes people, teams, permission sets and assignments.
pub fn come(maker: &mut Maker, pool: &[Pooled]) -> Option<()> {
    let people = people(maker)?;
    let teams = teams(maker, &people)?;
    let sets = sets(maker, pool)?;
    assign(maker, &people, &teams, &sets)
}

fn people(maker: &mut Maker) -> Option<Vec<DirectoryUserId>> {
    let mut ids = Vec::new();
    for number in 0..maker.counts.people {
        let id: DirectoryUserId = format!("user-{number:06}").parse().ok()?;
        let team = format!("team-{}", number % maker.counts.teams);
        maker.put(Record::DirectoryUser(DirectoryUser {
            id: id.clone(),
            user_name: format!("person{number:06}@generated.example"),
            display_name: format!("Person {number}"),
            email: None,
            status: UserStatus::Enabled,
            external_id: None,
            attributes: [("enterprise.department".to_owned(), team)].into(),
        }));
        ids.push(id);
    }
    Some(ids)
}

fn teams(maker: &mut Maker, people: &[DirectoryUserId]) -> Option<Vec<DirectoryGroupId>> {
    let mut ids = Vec::new();
    for number in 0..maker.counts.teams {
        let id: DirectoryGroupId = format!("group-{number:05}").parse().ok()?;
        let mut members: BTreeSet<DirectoryUserId> =
            people.iter().skip(number).step_by(maker.counts.teams).cloned().collect();
        for _ in 0..maker.dice.below(6) {
            members.extend(people.get(maker.dice.below(people.len())).cloned());
        }
        maker.put(Record::DirectoryGroup(DirectoryGroup {
            id: id.clone(),
            name: format!("team-{number}"),
            description: String::new(),
            members,
        }));
        ids.push(id);
    }
    Some(ids)
}

fn sets(maker: &mut Maker, pool: &[Pooled]) -> Option<Vec<PermissionSet>> {
    let mut sets = Vec::new();
    for number in 0..maker.counts.permission_sets {
        let (name, policies) = SETS[number % SETS.len()];
        let name = match number / SETS.len() {
            0 => name.to_owned(),
            round => format!("{name}{round}"),
        };
        let text = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Resource": "*",
            "Action": ["aws-portal:*", format!("organizations:{}*", ["Create", "Delete", "Update"][number % 3])]}]});
        let inline = match number % 5 {
            0 => None,
            1..3 => Some(Document::new(&text.to_string())),
            _ => pool.get(maker.dice.skewed(pool.len())).map(|pooled| pooled.document.clone()),
        };
        let set = PermissionSet {
            id: format!("ps-{number:016}").parse().ok()?,
            name,
            description: String::new(),
            session: 3600 * (1 + (number as u32 % 12)),
            relay_state: None,
            managed: policies.iter().map(|policy| managed(policy)).collect::<Option<_>>()?,
            customer: Vec::new(),
            inline,
            boundary: None,
            tags: Tags::default(),
        };
        maker.put(Record::PermissionSet(set.clone()));
        sets.push(set);
    }
    Some(sets)
}

fn assign(
    maker: &mut Maker,
    people: &[DirectoryUserId],
    teams: &[DirectoryGroupId],
    sets: &[PermissionSet],
) -> Option<()> {
    let mut known = BTreeSet::new();
    let mut provisioned = BTreeSet::new();
    let accounts = maker.accounts.clone();
    // Every account has room for only so many different triples, and falls may repeat.
    let mut falls = 4 * maker.counts.assignments;
    while known.len() < maker.counts.assignments && falls > 0 {
        falls -= 1;
        let number = maker.dice.below(accounts.len());
        let account = *accounts.get(number)?;
        let fall = maker.dice.skewed(SETS_IN_USE.min(sets.len()));
        let set = sets.get(if fall < COMMON { fall } else { (fall + number) % sets.len() })?;
        let principal = if maker.dice.percent(85) {
            DirectoryPrincipal::Group(teams.get(maker.dice.below(teams.len()))?.clone())
        } else {
            DirectoryPrincipal::User(people.get(maker.dice.below(people.len()))?.clone())
        };
        if !known.insert((account, set.id.clone(), principal.clone())) {
            continue;
        }
        let created = "2024-01-01T00:00:00Z".parse().ok();
        if provisioned.insert((account, set.id.clone())) {
            provision(maker, Origin { account, set: &set.id, at: created }, set)?;
        }
        maker.put(Record::Assignment(Assignment {
            account,
            permission_set: set.id.clone(),
            principal,
            expires: None,
            created,
            last_used: None,
        }));
    }
    Some(())
}

fn provision(maker: &mut Maker, origin: Origin<'_>, set: &PermissionSet) -> Option<()> {
    let provider = sso_role::provider("aws", origin.account, "ssoins-0000000000000001")?;
    let name: IamName = origin.role_name(set).to_string().parse().ok()?;
    let inline = set.inline.clone().map(|document| (sso_role::INLINE_POLICY.to_owned(), document));
    let id: PermissionSetId = set.id.clone();
    maker.put(Record::Role(Role {
        account: origin.account,
        path: sso_role::path("eu-west-1")?,
        name,
        unique_id: origin.unique_id().parse().ok(),
        created: origin.at,
        description: String::new(),
        trust: sso_role::trust(&provider),
        policies: IdentityPolicies {
            managed: set.managed.clone(),
            inline: inline.into_iter().collect(),
        },
        boundary: None,
        max_session: 43_200,
        last_used: None,
        permission_set: Some(id),
        tags: Tags::default(),
    }));
    maker.put(Record::IdentityProvider(IdentityProvider {
        arn: provider,
        audiences: Vec::new(),
        created: origin.at,
        tags: Tags::default(),
    }));
    Some(())
}
