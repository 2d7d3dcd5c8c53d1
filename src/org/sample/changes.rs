//! Random changes on the small organization: many that work, many that break a rule.

use proptest::prelude::*;

use super::{
    ADMIN, ALLOW_ALL, AMARA, BILLING, JONAS, MANAGEMENT, PLATFORM, PLAY, PROD, ROOT, SANDBOX, SHOP,
    WORKLOADS, account, assignment, day, directory_user, foundation, group, id, managed, ou,
    permission_set, policy, resource, role, to_group, to_user, user,
};
use crate::org::{
    AccountSettings, AccountState, Activity, BoundaryReference, Change, ControlStatus,
    CustomerPolicyReference, DelegatedAdministrator, DirectoryGroup, DirectoryPrincipal,
    DriftStatus, EnabledControl, IdentityProvider, InstanceProfile, PolicyType, Resource, Tags,
};
use crate::policy::Document;

/// A policy text that denies everyone something.
const DENY_S3: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:Put*","Resource":"*"}]}"#;

/// An account that the small organization does not have.
pub const NEW: &str = "555555555555";
/// A unit that the small organization does not have.
pub const DEEP: &str = "ou-ab12-deepdeep";
/// A permission set that the small organization does not have.
pub const READER: &str = "ps-fedcba9876543210";
/// A directory group that the small organization does not have.
pub const DATA: &str = "group-data";

fn one_of(pool: &'static [&'static str]) -> impl Strategy<Value = &'static str> + Clone {
    prop::sample::select(pool)
}

fn accounts() -> impl Strategy<Value = &'static str> + Clone {
    one_of(&[MANAGEMENT, SHOP, BILLING, PLAY, NEW])
}

fn units() -> impl Strategy<Value = &'static str> + Clone {
    one_of(&[WORKLOADS, PROD, SANDBOX, DEEP])
}

fn parents() -> impl Strategy<Value = &'static str> + Clone {
    one_of(&[ROOT, WORKLOADS, PROD, SANDBOX, DEEP])
}

/// Few accounts and few names, so that what one change makes the next one finds.
fn busy() -> impl Strategy<Value = &'static str> + Clone {
    one_of(&[SHOP, SHOP, PLAY])
}

fn labels() -> impl Strategy<Value = &'static str> + Clone {
    one_of(&["alpha", "alpha", "Alpha", "beta"])
}

fn nodes() -> impl Strategy<Value = &'static str> + Clone {
    one_of(&[ROOT, PROD, PROD, SHOP, SHOP, NEW])
}

fn names() -> impl Strategy<Value = &'static str> + Clone {
    one_of(&["alpha", "Alpha", "beta", "gamma", "Prod", "shop", "AWSServiceRoleForX"])
}

fn policies() -> impl Strategy<Value = &'static str> + Clone {
    one_of(&["p-FullAWSAccess", "p-RCPFullAWSAccess", "p-limits00", "p-limits00", "p-others00"])
}

fn sets() -> impl Strategy<Value = &'static str> + Clone {
    one_of(&[ADMIN, READER])
}

fn principals() -> impl Strategy<Value = DirectoryPrincipal> + Clone {
    prop_oneof![Just(to_user(AMARA)), Just(to_group(PLATFORM))]
}

fn tags() -> impl Strategy<Value = Tags> {
    prop::collection::vec((one_of(&["team", "env", "aws:cloudformation"]), names()), 0..3)
        .prop_map(|pairs| pairs.into_iter().collect())
}

fn policy_types() -> impl Strategy<Value = PolicyType> + Clone {
    prop_oneof![
        2 => Just(PolicyType::ServiceControlPolicy),
        1 => Just(PolicyType::ResourceControlPolicy),
        1 => Just(PolicyType::TagPolicy),
    ]
}

fn of_tree() -> impl Strategy<Value = Change> {
    prop_oneof![
        (units(), names(), parents())
            .prop_map(|(unit, name, parent)| Change::CreateOu { ou: ou(unit, name, parent) }),
        (units(), names())
            .prop_map(|(unit, name)| Change::RenameOu { ou: id(unit), name: name.to_owned() }),
        units().prop_map(|unit| Change::DeleteOu { ou: id(unit) }),
        (accounts(), names(), parents()).prop_map(|(new, name, parent)| Change::CreateAccount {
            account: Box::new(account(new, name, parent))
        }),
        (accounts(), parents())
            .prop_map(|(account, to)| Change::MoveAccount { account: id(account), to: id(to) }),
        (accounts(), names()).prop_map(|(account, name)| Change::RenameAccount {
            account: id(account),
            name: name.to_owned()
        }),
        (
            accounts(),
            prop::sample::select(vec![
                AccountState::PendingActivation,
                AccountState::Active,
                AccountState::Suspended,
                AccountState::PendingClosure,
                AccountState::Closed,
            ])
        )
            .prop_map(|(account, state)| Change::SetAccountState { account: id(account), state }),
        (accounts(), names()).prop_map(|(account, alias)| {
            let settings = AccountSettings {
                alias: Some(alias.to_owned()),
                canonical_id: Some(id(&format!("{:064x}", alias.len()))),
                ..AccountSettings::default()
            };
            Change::SetAccountSettings { account: id(account), settings: Box::new(settings) }
        }),
        (nodes(), tags()).prop_map(|(node, tags)| Change::SetNodeTags { node: id(node), tags }),
    ]
}

fn of_policies() -> impl Strategy<Value = Change> {
    prop_oneof![
        2 => (policies(), names(), policy_types()).prop_map(|(policy_id, name, policy_type)| {
            let mut policy = policy(policy_id, name, policy_type);
            if policy_type == PolicyType::ResourceControlPolicy {
                policy.document = Document::new(DENY_S3);
            }
            Change::CreatePolicy { policy: Box::new(policy) }
        }),
        1 => (policies(), names()).prop_map(|(policy, name)| Change::UpdatePolicy {
            policy: id(policy),
            name: name.to_owned(),
            description: "edited".to_owned(),
            document: Document::new(ALLOW_ALL),
        }),
        1 => policies().prop_map(|policy| Change::DeletePolicy { policy: id(policy) }),
        3 => (policies(), nodes())
            .prop_map(|(policy, to)| Change::AttachPolicy { policy: id(policy), to: id(to) }),
        3 => (policies(), nodes())
            .prop_map(|(policy, from)| Change::DetachPolicy { policy: id(policy), from: id(from) }),
        1 => (policies(), tags())
            .prop_map(|(policy, tags)| Change::SetPolicyTags { policy: id(policy), tags }),
        1 => prop::collection::btree_set(policy_types(), 0..4).prop_map(|policy_types| {
            let foundation = Box::new(crate::org::Foundation { policy_types, ..foundation() });
            Change::SetFoundation { foundation }
        }),
    ]
}

fn of_accounts() -> impl Strategy<Value = Change> {
    let inside = (busy(), labels(), labels());
    prop_oneof![
        inside.clone().prop_map(|(account, name, group)| {
            let mut user = user(account, name);
            user.groups.insert(id(group));
            Change::PutUser { user: Box::new(user) }
        }),
        (busy(), labels())
            .prop_map(|(account, name)| Change::PutUser { user: Box::new(user(account, name)) }),
        (busy(), labels())
            .prop_map(|(a, name)| Change::DeleteUser { account: id(a), name: id(name) }),
        (busy(), labels())
            .prop_map(|(account, name)| Change::PutGroup { group: Box::new(group(account, name)) }),
        (busy(), labels())
            .prop_map(|(a, name)| Change::DeleteGroup { account: id(a), name: id(name) }),
        (inside.clone(), tags()).prop_map(|((account, name, policy), tags)| {
            let mut role = role(account, name);
            role.policies.managed = vec![managed(account, policy).arn];
            role.tags = tags;
            Change::PutRole { role: Box::new(role) }
        }),
        (busy(), labels())
            .prop_map(|(account, name)| Change::PutRole { role: Box::new(role(account, name)) }),
        (busy(), labels())
            .prop_map(|(a, name)| Change::DeleteRole { account: id(a), name: id(name) }),
        (busy(), labels()).prop_map(|(account, name)| Change::PutManagedPolicy {
            policy: Box::new(managed(account, name))
        }),
        (busy(), labels()).prop_map(|(account, name)| Change::DeleteManagedPolicy {
            arn: managed(account, name).arn
        }),
        inside.prop_map(|(account, name, role)| Change::PutInstanceProfile {
            profile: InstanceProfile {
                account: id(account),
                path: id("/"),
                name: id(name),
                role: Some(id(role)),
                created: None,
            }
        }),
        (busy(), labels())
            .prop_map(|(a, name)| Change::DeleteInstanceProfile { account: id(a), name: id(name) }),
        (busy(), labels()).prop_map(|(account, name)| Change::PutIdentityProvider {
            provider: IdentityProvider {
                arn: id(&format!("arn:aws:iam::{account}:oidc-provider/{name}")),
                audiences: Vec::new(),
                created: None,
                tags: Tags::default(),
            }
        }),
        (busy(), labels()).prop_map(|(account, name)| Change::DeleteIdentityProvider {
            arn: id(&format!("arn:aws:iam::{account}:oidc-provider/{name}"))
        }),
        (busy(), labels()).prop_map(|(account, name)| Change::PutResource {
            resource: Box::new(Resource {
                policy: Some(Document::new(DENY_S3)),
                ..resource(account, &format!("arn:aws:s3:::{name}"))
            })
        }),
        labels()
            .prop_map(|name| Change::DeleteResource { arn: id(&format!("arn:aws:s3:::{name}")) }),
        (busy(), 0_i64..3).prop_map(|(account, on)| Change::RecordActivity {
            activity: Activity {
                id: id("event-1"),
                at: day(on),
                account: id(account),
                actor: "someone".to_owned(),
                action: "s3:GetObject".to_owned(),
                resource: None,
                source: None,
                error: None,
            }
        }),
        (0_i64..3).prop_map(|on| Change::ForgetActivity { at: day(on), id: id("event-1") }),
    ]
}

fn of_directory() -> impl Strategy<Value = Change> {
    prop_oneof![
        (one_of(&[AMARA, JONAS]), labels()).prop_map(|(user, name)| Change::PutDirectoryUser {
            user: Box::new(directory_user(user, name))
        }),
        one_of(&[AMARA, JONAS]).prop_map(|user| Change::DeleteDirectoryUser { user: id(user) }),
        (one_of(&[PLATFORM, DATA]), labels(), one_of(&[AMARA, JONAS])).prop_map(
            |(group, name, member)| Change::PutDirectoryGroup {
                group: DirectoryGroup {
                    id: id(group),
                    name: name.to_owned(),
                    description: String::new(),
                    members: [id(member)].into(),
                }
            }
        ),
        one_of(&[PLATFORM, DATA])
            .prop_map(|group| Change::DeleteDirectoryGroup { group: id(group) }),
        (sets(), one_of(&["Admin", "Reader"]), prop::option::of(labels())).prop_map(
            |(set, name, policy)| {
                let mut set = permission_set(set, name);
                set.boundary = policy.map(|name| {
                    let name = name.to_owned();
                    BoundaryReference::Customer(CustomerPolicyReference { name, path: id("/") })
                });
                Change::PutPermissionSet { set: Box::new(set) }
            }
        ),
        sets().prop_map(|set| Change::DeletePermissionSet { set: id(set) }),
        (busy(), sets(), principals(), prop::option::of(0_i64..3)).prop_map(
            |(account, set, principal, created)| {
                let mut assignment = assignment(account, set, principal);
                assignment.created = created.map(day);
                Change::Assign { assignment }
            }
        ),
        (busy(), sets(), principals()).prop_map(|(account, set, principal)| {
            Change::Unassign { account: id(account), permission_set: id(set), principal }
        }),
        (units(), one_of(&["CT.S3.PV.1", "CT.S3.PV.2"])).prop_map(|(unit, control)| {
            Change::PutControl {
                control: Box::new(EnabledControl {
                    control: id(control),
                    ou: id(unit),
                    status: ControlStatus::Succeeded,
                    drift: DriftStatus::InSync,
                    parameters: std::collections::BTreeMap::default(),
                    policy: None,
                    enforced: None,
                    enabled: None,
                }),
            }
        }),
        (units(), one_of(&["CT.S3.PV.1", "CT.S3.PV.2"])).prop_map(|(unit, control)| {
            Change::DisableControl { ou: id(unit), control: id(control) }
        }),
        accounts().prop_map(|account| Change::RegisterDelegatedAdministrator {
            administrator: DelegatedAdministrator {
                account: id(account),
                service: id("guardduty.amazonaws.com"),
                since: None,
            }
        }),
        accounts().prop_map(|account| Change::DeregisterDelegatedAdministrator {
            account: id(account),
            service: id("guardduty.amazonaws.com"),
        }),
    ]
}

/// A change of any theme, on the things of the small organization and a few that it lacks.
pub fn change() -> impl Strategy<Value = Change> {
    prop_oneof![of_tree(), of_policies(), of_accounts(), of_directory()]
}
