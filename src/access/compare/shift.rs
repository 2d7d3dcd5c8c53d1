//! What a change does beside the callers' own policies: the actions for which resources, their
//! policies, or where they are can come to count otherwise, whoever calls.

use std::collections::BTreeSet;

use crate::{
    access::{effective::ActionSet, fit, index::rcps_at},
    catalog::catalog,
    org::{
        Account, AccountId, Edit, NodeId, Organization, Policy, PolicyId, PolicyType, Record,
        Resource, Role,
    },
    policy::{
        Document, Span, Statement,
        action::{ActionElement, ActionPattern, Polarity},
        condition::PolicyValue,
        resource::ResourceElement,
    },
};

/// Keys that tell where in the organization somebody or something is.
const OF_PATHS: [&str; 3] = ["aws:principalorgpaths", "aws:resourceorgpaths", "aws:sourceorgpaths"];

/// The actions whose requests may come out otherwise in another organization although the caller's
/// side is the same.
pub fn beside_callers(before: &Organization, after: &Organization) -> ActionSet {
    let mut found = ActionSet::none();
    let mut moved = false;
    // What is gone stands only in the difference the other way round.
    for edit in before.difference(after).into_iter().chain(after.difference(before)) {
        let Edit::Put(record) = edit else { continue };
        match record {
            Record::Foundation(_) => return ActionSet::all(),
            Record::Account(account) => match of_account(before, after, &account) {
                OfAccount::Everything => return ActionSet::all(),
                OfAccount::Place => moved = true,
                OfAccount::Buckets => found.or(&of_services(["s3"])),
                OfAccount::Nothing => {}
            },
            Record::Ou(ou) => {
                let parent = |organization: &Organization| {
                    organization.ous().get(&ou.id).map(|ou| ou.parent.clone())
                };
                moved |= parent(before) != parent(after);
            }
            Record::Resource(resource) => found.or(&of_resource(&resource)),
            Record::Role(role) => {
                if as_resource(before, &role) != as_resource(after, &role) {
                    found.or(&of_services(["iam", "sts"]));
                }
            }
            Record::Policy(policy) => {
                if policy.policy_type == PolicyType::ResourceControlPolicy {
                    found.or(&of_policy(before, &policy.id));
                    found.or(&of_policy(after, &policy.id));
                }
            }
            Record::Attachments(attachments) => {
                found.or(&of_attachments(before, after, &attachments.node));
            }
            Record::User(_)
            | Record::Group(_)
            | Record::ManagedPolicy(_)
            | Record::InstanceProfile(_)
            | Record::IdentityProvider(_)
            | Record::DelegatedAdministrator(_)
            | Record::DirectoryUser(_)
            | Record::DirectoryGroup(_)
            | Record::PermissionSet(_)
            | Record::Assignment(_)
            | Record::EnabledControl(_)
            | Record::Activity(_) => {}
        }
    }
    if moved {
        found.or(&of_paths(before));
        found.or(&of_paths(after));
        found.or(&of_chains(before, after));
    }
    found
}

/// What a change of an account is about.
enum OfAccount {
    Nothing,
    Buckets,
    Place,
    Everything,
}

fn of_account(before: &Organization, after: &Organization, account: &Account) -> OfAccount {
    let (was, is) = (before.accounts().get(&account.id), after.accounts().get(&account.id));
    let (Some(was), Some(is)) = (was, is) else {
        let holds = |organization: &Organization| {
            organization.resources_in(account.id).next().is_some()
                || organization.roles_in(account.id).next().is_some()
        };
        let holds = holds(before) || holds(after);
        return if holds { OfAccount::Everything } else { OfAccount::Nothing };
    };
    let blocked = |account: &Account| account.settings.public_access_block;
    if was.settings.canonical_id != is.settings.canonical_id {
        return OfAccount::Everything;
    }
    if was.parent != is.parent {
        if blocked(was) == blocked(is) { OfAccount::Place } else { OfAccount::Everything }
    } else if blocked(was) == blocked(is) {
        OfAccount::Nothing
    } else {
        OfAccount::Buckets
    }
}

fn covered_by(patterns: impl Iterator<Item = String>) -> ActionSet {
    ActionSet::covered_by(&ActionElement {
        polarity: Polarity::Listed,
        patterns: patterns.map(|text| ActionPattern::new(&text, Span::START)).collect(),
        span: Span::START,
    })
}

fn of_services<const N: usize>(services: [&str; N]) -> ActionSet {
    covered_by(services.into_iter().map(|service| format!("{service}:*")))
}

/// The actions that can be about resources like one.
fn of_resource(resource: &Resource) -> ActionSet {
    let service = resource.arn.service();
    let about = catalog()
        .actions()
        .iter()
        .filter(|action| fit::services(action).is_none_or(|services| services.contains(&service)));
    covered_by(about.map(|action| action.full_name().to_owned()))
}

/// What a role is to those who ask for it.
fn as_resource(organization: &Organization, role: &Role) -> Option<impl PartialEq + use<>> {
    let role = organization.roles().get(&(role.account, role.name.clone()))?;
    Some((role.trust.clone(), role.tags.clone(), role.path.clone()))
}

fn of_statements<'p>(statements: impl Iterator<Item = &'p Statement>) -> ActionSet {
    let mut found = ActionSet::none();
    for statement in statements {
        found.or(&ActionSet::covered_by(&statement.action));
    }
    found
}

fn of_document(document: &Document) -> ActionSet {
    if document.reading().unreadable.is_empty() {
        of_statements(document.statements().iter())
    } else {
        ActionSet::all()
    }
}

fn of_policy(organization: &Organization, policy: &PolicyId) -> ActionSet {
    let document = organization.policies().get(policy).map(|policy| of_document(&policy.document));
    document.unwrap_or_else(ActionSet::none)
}

/// The RCPs that are attached to a node before or after, and not both times.
fn of_attachments(before: &Organization, after: &Organization, node: &NodeId) -> ActionSet {
    let (was, is) = (rcps_at(before, node), rcps_at(after, node));
    // Without any that allows, everything is denied (E-40).
    if was.is_empty() || is.is_empty() {
        return if was == is { ActionSet::none() } else { ActionSet::all() };
    }
    let mut found = ActionSet::none();
    for policy in was.symmetric_difference(&is) {
        found.or(&of_policy(before, policy));
        found.or(&of_policy(after, policy));
    }
    found
}

/// The RCPs above accounts that are elsewhere afterwards.
fn of_chains(before: &Organization, after: &Organization) -> ActionSet {
    let rcps = |organization: &Organization, account: AccountId| -> Vec<BTreeSet<PolicyId>> {
        let path = organization.path(&NodeId::Account(account));
        path.iter().map(|node| rcps_at(organization, node)).collect()
    };
    let mut found = ActionSet::none();
    let mut seen: BTreeSet<(Vec<_>, Vec<_>)> = BTreeSet::new();
    for account in before.accounts().iter().filter(|it| after.accounts().contains(&it.id)) {
        let (was, is) = (rcps(before, account.id), rcps(after, account.id));
        if was == is || !seen.insert((was.clone(), is.clone())) {
            continue;
        }
        for policy in was.iter().chain(&is).flatten() {
            found.or(&of_policy(before, policy));
            found.or(&of_policy(after, policy));
        }
    }
    found
}

/// The actions of the statements that ask where somebody or something is.
fn of_paths(organization: &Organization) -> ActionSet {
    let policies =
        organization.policies().iter().map(|policy: &std::sync::Arc<Policy>| &policy.document);
    let resources = organization.resources().iter().filter_map(|r| r.policy.as_ref());
    let roles = organization
        .roles()
        .iter()
        .flat_map(|role| std::iter::once(&role.trust).chain(role.policies.inline.values()));
    let users = organization.users().iter().flat_map(|user| user.policies.inline.values());
    let groups = organization.groups().iter().flat_map(|group| group.policies.inline.values());
    let managed = organization.managed_policies().iter().filter_map(|policy| policy.document());
    let documents =
        policies.chain(resources).chain(roles).chain(users).chain(groups).chain(managed);
    of_statements(documents.flat_map(Document::statements).filter(|it| asks_for_paths(it)))
}

fn asks_for_paths(statement: &Statement) -> bool {
    let of_paths = |key: &str| OF_PATHS.iter().any(|path| key.eq_ignore_ascii_case(path));
    let mut in_resource = statement.resource.iter().flat_map(ResourceElement::variables);
    statement.conditions.iter().any(|cell| {
        of_paths(&cell.key) || cell.values.iter().flat_map(PolicyValue::variables).any(of_paths)
    }) || in_resource.any(of_paths)
}
