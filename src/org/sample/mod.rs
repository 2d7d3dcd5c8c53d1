//! A small organization for tests: a root with three units and four accounts, both authorization
//! types enabled, an instance of Identity Center with two users, a group and a permission set.

#![allow(clippy::missing_panics_doc, reason = "a test that misuses it should panic")]

pub mod changes;

use chrono::{DateTime, Utc};

use super::{
    Account, AccountSettings, AccountState, Applied, Assignment, Change, DirectoryGroup,
    DirectoryPrincipal, DirectoryUser, FeatureSet, Foundation, Group, IdentityCenter,
    IdentityPolicies, IdentitySource, Joined, JoinedMethod, Keeper, ManagedPolicy, NodeId,
    Organization, Ou, PermissionSet, Policy, PolicyType, PolicyVersion, Resource, Role, Tags, User,
    UserStatus,
};
use crate::policy::Document;

/// A policy text that allows everything.
pub const ALLOW_ALL: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

/// A trust policy text that lets EC2 in.
pub const TRUST_EC2: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

/// The root.
pub const ROOT: &str = "r-ab12";
/// The management account, under the root.
pub const MANAGEMENT: &str = "111111111111";
/// A member in [`PROD`].
pub const SHOP: &str = "222222222222";
/// Another member in [`PROD`].
pub const BILLING: &str = "333333333333";
/// A member in [`SANDBOX`].
pub const PLAY: &str = "444444444444";
/// The unit `Workloads` under the root.
pub const WORKLOADS: &str = "ou-ab12-workload";
/// The unit `Prod` in [`WORKLOADS`].
pub const PROD: &str = "ou-ab12-prodprod";
/// The unit `Sandbox` under the root.
pub const SANDBOX: &str = "ou-ab12-sandbox1";
/// The permission set `Admin`.
pub const ADMIN: &str = "ps-0123456789abcdef";
/// The directory user `amara`.
pub const AMARA: &str = "user-amara";
/// The directory user `jonas`.
pub const JONAS: &str = "user-jonas";
/// The directory group `platform`, with amara in it.
pub const PLATFORM: &str = "group-platform";

/// Reads an id.
pub fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// A moment, counted in days from a fixed one.
pub fn day(days: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + chrono::Duration::days(20_000 + days)
}

/// A unit.
pub fn ou(ou: &str, name: &str, parent: &str) -> Ou {
    Ou { id: id(ou), parent: id(parent), name: name.to_owned(), tags: Tags::default() }
}

/// An account that was invited, with an address made of its name.
pub fn account(account: &str, name: &str, parent: &str) -> Account {
    Account {
        id: id(account),
        name: name.to_owned(),
        email: format!("{name}@example.com"),
        parent: id(parent),
        state: AccountState::Active,
        joined: Joined { method: JoinedMethod::Invited, at: day(0) },
        tags: Tags::default(),
        settings: AccountSettings::default(),
    }
}

/// A policy of the organization's own.
pub fn policy(policy: &str, name: &str, policy_type: PolicyType) -> Policy {
    Policy {
        id: id(policy),
        name: name.to_owned(),
        description: String::new(),
        policy_type,
        keeper: Keeper::Customer,
        document: Document::new(ALLOW_ALL),
        tags: Tags::default(),
    }
}

/// A role that EC2 may assume.
pub fn role(account: &str, name: &str) -> Role {
    Role {
        account: id(account),
        path: id("/"),
        name: id(name),
        unique_id: None,
        created: None,
        description: String::new(),
        trust: Document::new(TRUST_EC2),
        policies: IdentityPolicies::default(),
        boundary: None,
        max_session: 3600,
        last_used: None,
        permission_set: None,
        tags: Tags::default(),
    }
}

/// A resource without anything.
pub fn resource(account: &str, arn: &str) -> Resource {
    Resource {
        arn: id(arn),
        account: id(account),
        policy: None,
        public_access_block: None,
        acl: None,
        encryption_key: None,
        role: None,
        grants: Vec::new(),
        created: None,
        tags: Tags::default(),
    }
}

/// An IAM user without anything.
pub fn user(account: &str, name: &str) -> User {
    User {
        account: id(account),
        path: id("/"),
        name: id(name),
        unique_id: None,
        created: None,
        policies: IdentityPolicies::default(),
        groups: std::collections::BTreeSet::default(),
        boundary: None,
        password: None,
        mfa: Vec::new(),
        access_keys: Vec::new(),
        tags: Tags::default(),
    }
}

/// An IAM group without policies.
pub fn group(account: &str, name: &str) -> Group {
    Group {
        account: id(account),
        path: id("/"),
        name: id(name),
        unique_id: None,
        created: None,
        policies: IdentityPolicies::default(),
    }
}

/// A managed policy with one version.
pub fn managed(account: &str, name: &str) -> ManagedPolicy {
    let document = Document::new(ALLOW_ALL);
    ManagedPolicy {
        arn: id(&format!("arn:aws:iam::{account}:policy/{name}")),
        unique_id: None,
        description: String::new(),
        versions: vec![PolicyVersion { number: 1, document, created: None }],
        default_version: 1,
        created: None,
        tags: Tags::default(),
    }
}

/// A directory user.
pub fn directory_user(user: &str, name: &str) -> DirectoryUser {
    DirectoryUser {
        id: id(user),
        user_name: name.to_owned(),
        display_name: String::new(),
        email: None,
        status: UserStatus::Enabled,
        external_id: None,
        attributes: std::collections::BTreeMap::default(),
    }
}

/// A permission set of eight hours with the managed policy `AdministratorAccess`.
pub fn permission_set(set: &str, name: &str) -> PermissionSet {
    PermissionSet {
        id: id(set),
        name: name.to_owned(),
        description: String::new(),
        session: 28_800,
        relay_state: None,
        managed: vec![id("arn:aws:iam::aws:policy/AdministratorAccess")],
        customer: Vec::new(),
        inline: None,
        boundary: None,
        tags: Tags::default(),
    }
}

/// An assignment for good.
pub fn assignment(account: &str, set: &str, principal: DirectoryPrincipal) -> Assignment {
    Assignment {
        account: id(account),
        permission_set: id(set),
        principal,
        expires: None,
        created: None,
        last_used: None,
    }
}

/// A group of the directory as a principal.
pub fn to_group(group: &str) -> DirectoryPrincipal {
    DirectoryPrincipal::Group(id(group))
}

/// A user of the directory as a principal.
pub fn to_user(user: &str) -> DirectoryPrincipal {
    DirectoryPrincipal::User(id(user))
}

/// The foundation of [`organization`].
pub fn foundation() -> Foundation {
    Foundation {
        id: id("o-exampleorg"),
        name: "Example".to_owned(),
        management: id(MANAGEMENT),
        features: FeatureSet::All,
        root: id(ROOT),
        root_tags: Tags::default(),
        policy_types: std::collections::BTreeSet::default(),
        identity_center: Some(IdentityCenter {
            instance: "ssoins-0123456789abcdef".to_owned(),
            identity_store: "d-0123456789".to_owned(),
            region: "eu-west-1".to_owned(),
            source: IdentitySource::Directory,
            attributes: std::collections::BTreeMap::default(),
        }),
        trusted_services: [(id("guardduty.amazonaws.com"), None)].into(),
        delegation_policy: None,
        central_root_access: None,
        granted_quotas: std::collections::BTreeMap::default(),
        clock: None,
    }
}

/// The small organization that this file describes.
pub fn organization() -> Organization {
    let mut with_policies = foundation();
    with_policies.policy_types =
        [PolicyType::ServiceControlPolicy, PolicyType::ResourceControlPolicy].into();
    let platform = DirectoryGroup {
        id: id(PLATFORM),
        name: "platform".to_owned(),
        description: String::new(),
        members: [id(AMARA)].into(),
    };
    let create = |account| Change::CreateAccount { account: Box::new(account) };
    let changes = [
        create(account(MANAGEMENT, "management", ROOT)),
        Change::SetFoundation { foundation: Box::new(with_policies) },
        Change::CreateOu { ou: ou(WORKLOADS, "Workloads", ROOT) },
        Change::CreateOu { ou: ou(PROD, "Prod", WORKLOADS) },
        Change::CreateOu { ou: ou(SANDBOX, "Sandbox", ROOT) },
        create(account(SHOP, "shop", PROD)),
        create(account(BILLING, "billing", PROD)),
        create(account(PLAY, "play", SANDBOX)),
        Change::PutDirectoryUser { user: Box::new(directory_user(AMARA, "amara")) },
        Change::PutDirectoryUser { user: Box::new(directory_user(JONAS, "jonas")) },
        Change::PutDirectoryGroup { group: platform },
        Change::PutPermissionSet { set: Box::new(permission_set(ADMIN, "Admin")) },
    ];
    changes.iter().fold(Organization::empty(foundation()), |organization, change| {
        after(&organization, change)
    })
}

/// The snapshot after a change that has to work.
pub fn after(organization: &Organization, change: &Change) -> Organization {
    let Applied { organization, .. } =
        organization.apply(change).unwrap_or_else(|e| panic!("{change:?}: {e}"));
    organization
}

/// A node by its id.
pub fn node(text: &str) -> NodeId {
    id(text)
}
